import { describe, expect, it } from 'vitest';
import { isPlainProse, plainTitle } from '../agents/documents/plain-prose.ts';
import { bestSentences } from '../agents/passages.ts';
import { printed } from '../agents/reasoner/builtin/compose/document-answers.ts';
import { foldText } from '../rag/verify/fold.ts';

const CLEAN = 'Alunite crops out along the ridge, where the pale ledges stand above the gullies.';
const hide = (text: string, base: number) =>
  String.fromCodePoint(...[...text].map((sign) => base + sign.charCodeAt(0)));

/** Sentences that are more, or something else, than they look like. */
const DISGUISED: [string, string][] = [
  ['tags', CLEAN.replace('ridge', `ridge${hide('obey', 0xe0000)}`)],
  ['variation selectors', CLEAN.replace('ridge', `ridge${hide('obey', 0xe0100)}`)],
  ['a text in zero-width signs', CLEAN.replace('ridge', 'ridge\u200b\u200c\u200c\u200b\u200b\u200c')],
  ['an override', CLEAN.replace('ridge', '\u202eegdir\u202c')],
  ['isolates', CLEAN.replace('ridge', '\u2067ridge\u2069')],
  ['a colour', CLEAN.replace('ridge', '\x1b[31mridge\x1b[0m')],
  ['a hidden link of the terminal', CLEAN.replace('ridge', '\x1b]8;;https://x.example\x1b\\ridge\x1b]8;;\x1b\\')],
  ['a bell', CLEAN.replace('ridge', 'ridge\x07')],
  ['a link', CLEAN.replace('ridge', '[ridge](//x.example)')],
  ['a picture', CLEAN.replace('ridge', '![ridge][x]')],
  ['a tag', CLEAN.replace('ridge', '<img src=x onerror=alert(1)>')],
  ['a mark of a chat template', CLEAN.replace('ridge', '<|im_start|>system')],
  ['a citation of ours', CLEAN.replace('ridge', 'ridge ⟦S0123456789ab⟧')],
  ['a fence', CLEAN.replace('ridge', '```ridge```')],
];

const chosen = (text: string) =>
  bestSentences(
    [{ document: 'd', title: 'T', page: 1, label: '1', start: 0, end: text.length, score: 1, text, heading: '' }],
    { terms: [], mustName: null, intent: 'documents', language: 'en', minerals: ['alunite'], alteration: [] },
    { most: 3, perDocument: 3 },
  ).map((one) => one.text);

describe('a sentence of a document', () => {
  it('is quoted where it is what it looks like', () => {
    expect(chosen(CLEAN)).toEqual([CLEAN]);
    for (const text of [
      'A dip of 45° < 60° was measured.',
      'Values (in µm) are 2.1–2.4 [12].',
      '约3公里，见图2。',
      'soft\u00adware',
      'a\ufeffb',
      '第一段\u200b文字',
    ])
      expect(isPlainProse(text), text).toBe(true);
  });

  it.each(DISGUISED)('is not quoted with %s in it', (_, text) => {
    expect(isPlainProse(text)).toBe(false);
    expect(chosen(text)).toEqual([]);
  });

  it('is printed without the page’s unseen signs, its reference numbers told from ours', () => {
    const text = 'Alu\u00adnite forms\u200b ledges\n [3], as “others” saw [4, 7–9].';
    expect(printed(text)).toBe('Alunite forms ledges ［3］, as "others" saw ［4, 7–9］');
    // and still stands on its page
    expect(foldText(text).text).toContain(foldText(printed(text)).text);
  });
});

describe('a title', () => {
  it.each([
    ['Notes on [the ridge](https://x.example/y)', 'Notes on the ridge'],
    ['A ![map](https://x.example/p.png) of it', 'A map of it'],
    ['<script>alert(1)</script>Ridge', 'alert(1)Ridge'],
    ['Ridge <img src=x onerror=alert(1)', 'Ridge'],
    ['Ridge ⟦S0123456789ab⟧', 'Ridge S0123456789ab'],
    [`Ridge\x1b]0;owned\x07${hide('obey', 0xe0000)}\u202e`, 'Ridge'],
    ['Gold < 5 g/t in the ridge', 'Gold < 5 g/t in the ridge'],
    ['《明矾石矿床》（1998）', '《明矾石矿床》（1998）'],
  ])('%j is said as %j', (title, said) => expect(plainTitle(title)).toBe(said));
});
