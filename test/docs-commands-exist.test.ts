import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SLASH_COMMANDS } from '../cli/chat/slash-commands.ts';
import { parseLine } from '../cli/parse.ts';
import { asset, packageRoot } from '../core/paths.ts';

const PAGES = [
  'README.md',
  'docs/tutorial.md',
  'docs/tutorial.zh.md',
  'docs/how-to.md',
  'docs/retraining.md',
  'docs/web.md',
];

/** Words of a line as a shell cuts them, without a comment at its end. */
function wordsOf(line: string): string[] {
  const words = line.replace(/\s+#.*$/, '').match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

/** The command lines and the chat's lines in the code blocks of a page. */
function typedIn(page: string): { shell: string[]; chat: string[] } {
  const blocks = [...page.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(([, text]) => text!.split('\n'));
  return {
    shell: blocks.flatMap((line) => /^(?:\$ )?(?:npx )?gossan (.*)$/.exec(line)?.[1] ?? []),
    chat: blocks.flatMap((line) => /^› (\/.*)$/.exec(line)?.[1] ?? []),
  };
}

describe.each(PAGES)('%s', (name) => {
  const page = readFileSync(join(packageRoot, name), 'utf8');

  it('types commands that exist, with options that they take', () => {
    const { shell, chat } = typedIn(page);
    expect(shell.length).toBeGreaterThan(0);
    for (const line of shell) expect(() => parseLine(wordsOf(line)), line).not.toThrow();
    for (const line of chat) expect(SLASH_COMMANDS.map((one) => one.name)).toContain(line.split(' ')[0]);
  });

  it('leads only to files that are there', () => {
    for (const [, target] of page.matchAll(/\]\((?!https?:)([^)#\s]+)/g))
      expect(existsSync(join(dirname(asset(name)), target!)), target).toBe(true);
  });
});

it('the README shows the whole loop', () => {
  const typed = typedIn(readFileSync(join(packageRoot, 'README.md'), 'utf8')).shell.map((line) => line.split(' ')[0]);
  for (const command of ['map', 'kb', 'ask', 'report', 'archive', 'approve', 'dataset', 'finetune', 'adapters'])
    expect(typed).toContain(command);
});
