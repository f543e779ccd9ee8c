import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import { asset } from '../core/paths.ts';
import { temporaryHome } from './support/home.ts';
import { Terminal } from './support/terminal.ts';

/** How each shell starts without a user's files, and how it learns the completion. */
const SHELLS = [
  { shell: 'bash', args: ['--norc', '--noprofile', '-i'], learn: 'eval "$(gossan completion bash)"' },
  {
    shell: 'zsh',
    args: ['-f', '-i'],
    learn: 'autoload -U compinit && compinit -u -D; eval "$(gossan completion zsh)"',
  },
  { shell: 'fish', args: ['--no-config', '-i'], learn: 'gossan completion fish | source' },
];

let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
  const sessions = new SessionDatabase();
  sessions.acquire('ridge-talk', { title: 'Is there alunite?', scene: null, kb: 'default' });
  sessions.release('ridge-talk');
  sessions.close();
  folder = mkdtempSync(join(tmpdir(), 'gossan-shells-'));
  for (const name of ['bin', 'outside']) mkdirSync(join(folder, name));
  for (const name of ['ridge scene.hdr', 'out.txt']) writeFileSync(join(folder, name), '');
  // what the shell asks goes to the program; what it would run is shown as it arrives
  const program = `#!/bin/sh
case "$1" in
  __complete | completion) exec "${process.execPath}" "${asset('cli', 'main.ts')}" "$@" ;;
  *) printf 'GOT'; printf ' <%s>' "$@"; printf '\\n' ;;
esac
`;
  writeFileSync(join(folder, 'bin', 'gossan'), program);
  chmodSync(join(folder, 'bin', 'gossan'), 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  home.remove();
});

const CASES: [what: string, typed: string, got: string][] = [
  ['a command', 'gossan arch\t', '<archive>'],
  ['a subcommand', 'gossan kb sea\t', '<kb> <search>'],
  ['an option', 'gossan ask x --no-v\t', '<ask> <x> <--no-vision>'],
  ['a choice', 'gossan ask x --lang z\t', '<ask> <x> <--lang> <zh>'],
  ['a choice behind an equals sign', 'gossan ask x --lang=z\t', '<ask> <x> <--lang=zh>'],
  ['a session', 'gossan archive rid\t', '<archive> <ridge-talk>'],
  ['a file with a blank in its name', 'gossan map rid\t', '<map> <ridge scene.hdr>'],
  ['a folder, and no file', 'gossan map x --out out\t', '<map> <x> <--out> <outside>'],
  ['a mineral of two words', 'gossan report --focus ferrous\t', '<report> <--focus> <ferrous silicate>'],
  ['a mineral in Chinese', 'gossan report --focus 钾明\t', '<report> <--focus> <钾明矾石>'],
];

for (const { shell, args, learn } of SHELLS) {
  const installed = spawnSync(shell, ['-c', 'exit']).status === 0;
  describe.skipIf(!installed)(`completion in ${shell}`, () => {
    let terminal: Terminal;
    beforeAll(async () => {
      terminal = new Terminal(args, {
        program: shell,
        cwd: folder,
        columns: 160,
        env: {
          PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
          HOME: folder,
          PS1: '> ',
          LC_ALL: 'C.UTF-8',
        },
      });
      terminal.press(`${learn}\r`);
      terminal.press('gossan ready\r');
      await terminal.until(/GOT <ready>/);
    });
    afterAll(() => terminal.kill());

    it.each(CASES)('%s', async (_, typed, got) => {
      const from = terminal.text.length;
      terminal.press(`${typed}\r`);
      await terminal.until(/GOT .*>\n/, { from });
      expect(/GOT (.*)\n/.exec(terminal.text.slice(from))![1]!.trim().replace('/>', '>')).toBe(got);
    });
  });
}
