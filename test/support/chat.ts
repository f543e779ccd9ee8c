import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDemoScene } from '../../tools/spectral/demo/index.ts';
import { buildGossan } from './built-gossan.ts';
import { temporaryHome } from './home.ts';
import { gossan } from './run-gossan.ts';
import { Terminal, type TerminalOptions } from './terminal.ts';

/** What chat tests share: a build, a home, a scene, and a knowledge base "field" that need no seeding. */
export interface ChatStage {
  folder: string;
  scene: string;
  home: string;
  /** `inside` is a program that runs the chat, as its last argument. */
  open(
    options?: Partial<TerminalOptions> & { args?: string[]; inside?: { program: string; args: string[] } },
  ): Terminal;
  close(): void;
}

export async function chatStage(options: { model?: boolean } = {}): Promise<ChatStage> {
  const home = temporaryHome();
  const folder = mkdtempSync(join(tmpdir(), 'gossan-chat-'));
  const built = buildGossan(options);
  const scene = await ensureDemoScene(join(folder, 'demo'));
  writeFileSync(join(folder, 'note.md'), '# Ridge note\n\nAlunite forms pale ledges along the north ridge.\n');
  const added = await gossan(['kb', 'add', 'note.md', '--kb', 'field'], { cwd: folder });
  if (added.code !== 0) throw new Error(added.stderr);
  const open: Terminal[] = [];
  return {
    folder,
    scene,
    home: home.path,
    open: ({ args = ['--scene', scene, '--kb', 'field'], inside, ...options } = {}) => {
      const command = [built.main, 'chat', ...args];
      const terminal = inside
        ? new Terminal([...inside.args, [process.execPath, ...command].join(' ')], {
            cwd: folder,
            program: inside.program,
            ...options,
          })
        : new Terminal(command, { cwd: folder, ...options });
      open.push(terminal);
      return terminal;
    },
    close: () => {
      for (const terminal of open) terminal.kill();
      home.remove();
      built.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The prompt at rest, with nothing running: the status line names the scene. */
export const AT_REST = /gossan-demo\.hdr.*·[^\n]*\n› /;
