import { describe, expect, it } from 'vitest';
import { parseLine } from '../cli/parse.ts';

describe('--window', () => {
  const window = { x: 1, y: 20, width: 300, height: 4 };

  it.each([
    ['four words', ['map', 's.hdr', '--out', 'o', '--window', '1', '20', '300', '4']],
    ['before the scene', ['map', '--window', '1', '20', '300', '4', 's.hdr', '--out', 'o']],
    ['one word with commas', ['map', 's.hdr', '--out', 'o', '--window', '1,20,300,4']],
    ['one word with an equals sign', ['map', 's.hdr', '--out', 'o', '--window=1,20,300,4']],
  ])('may be written as %s', (_, words) => {
    const { options, args } = parseLine(words);
    expect(options.window('window')).toEqual(window);
    expect(args).toEqual(['s.hdr']);
  });

  it('is a file name after "--"', () => {
    expect(parseLine(['identify', '--', '--window']).args).toEqual(['--window']);
  });
});

describe('global options', () => {
  it('may stand anywhere', () => {
    for (const words of [
      ['--json', 'kb', 'list'],
      ['kb', '--json', 'list'],
      ['kb', 'list', '--json'],
    ]) {
      const { name, options } = parseLine(words);
      expect(name).toBe('kb list');
      expect(options.flag('json')).toBe(true);
    }
  });

  it('alone, or with options of the chat, mean the chat', () => {
    expect(parseLine([]).name).toBe('chat');
    expect(parseLine(['--scene', 's.hdr']).options.text('scene')).toBe('s.hdr');
  });
});
