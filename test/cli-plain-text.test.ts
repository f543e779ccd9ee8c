import { describe, expect, it } from 'vitest';
import { jsonText } from '../cli/terminal/output.ts';
import { plainLine, plainText } from '../core/plain-text.ts';

const HOSTILE: [string, string, string][] = [
  ['colour', 'a\x1b[31mred\x1b[0mb', 'aredb'],
  ['clear screen', 'a\x1b[2J\x1b[Hb', 'ab'],
  ['window title', 'a\x1b]0;owned\x07b', 'ab'],
  ['clipboard', 'a\x1b]52;c;ZXZpbA==\x1b\\b', 'ab'],
  ['hyperlink', 'a\x1b]8;;http://x.example\x1b\\click\x1b]8;;\x1b\\b', 'aclickb'],
  ['device control', 'a\x1bPq#0\x1b\\b', 'ab'],
  ['one-byte CSI', 'a\x9b31mb', 'ab'],
  ['one-byte OSC', 'a\x9d0;t\x9cb', 'ab'],
  ['reset', 'a\x1bcb', 'ab'],
  ['charset', 'a\x1b(0b', 'ab'],
  ['bell and backspace', 'a\x07\x08b', 'ab'],
  ['carriage return over a line', 'safe\revil', 'safe\nevil'],
  ['delete', 'a\x7fb', 'ab'],
  ['direction override', 'a\u202etxt.exe\u202cb', 'atxt.exeb'],
  ['isolate', 'a\u2066b\u2069c', 'abc'],
  ['invisible tags', 'a\u{e0041}\u{e0042}b', 'ab'],
  ['null', 'a\0b', 'ab'],
  ['truncated escape at the end', 'a\x1b', 'a'],
  ['truncated CSI at the end', 'a\x1b[12;', 'a'],
];

describe('plain text', () => {
  it.each(HOSTILE)('takes out: %s', (_, hostile, plain) => {
    expect(plainText(hostile)).toBe(plain);
  });

  it('an unterminated string sequence does not swallow the page', () => {
    expect(plainText('a\x1b]0;title without end\nalunite at 2.17 µm')).toContain('\nalunite at 2.17 µm');
  });

  it('leaves language alone', () => {
    const text = '明矾石 (alunite)\t2.17 µm – café é 👨‍👩‍👧\n第二行';
    expect(plainText(text)).toBe(text);
    expect(plainLine('  a\n  b\tc ')).toBe('a b c');
  });

  it('nothing that is built from removed pieces is left over', () => {
    expect(plainText('\x1b\x1b[31m[31mx')).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
  });

  it('is linear in its input', () => {
    const start = performance.now();
    plainText('\x1b]'.repeat(200_000));
    plainText(`\x1b[${'1;'.repeat(500_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('JSON', () => {
  it('keeps its value and holds no raw control characters', () => {
    const value = { text: 'a\x1b[31m\x9b31m\x7f\u202e\u2028b明矾石' };
    const text = jsonText(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]/);
  });
});
