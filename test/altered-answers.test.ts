import { describe, expect, it } from 'vitest';
import { reviewDraft } from '../agents/ledger/guards.ts';
import { Ledger } from '../agents/ledger/ledger.ts';
import { understand } from '../agents/reasoner/builtin/question.ts';
import { type Trial, trials } from './support/altered-answers.ts';

/** Whether the guards let the answer's one sentence through. */
async function passes({ text, cites, numbers, ledger, question, language }: Trial): Promise<boolean> {
  const sentence = { text, role: 'document' as const, part: 'a', evidence: cites, numbers };
  const asked = understand(question, { minerals: [], alteration: [] }, language);
  const { problems } = await reviewDraft([sentence], new Ledger(ledger), asked, null, null);
  return problems.every(({ guard }) => guard !== 'number' && guard !== 'claim');
}

/** Those that are let through, or those that are not. */
async function those(all: readonly Trial[], pass: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const one of all) if ((await passes(one)) === pass) found.push(show(one));
  return found;
}

const show = ({ kind, text, ledger, cites }: Trial) =>
  `${kind}: ${text} ← ${ledger
    .filter(({ id }) => cites.includes(id))
    .map((one) => one.text)
    .join(' | ')}`;

describe('the number guard over made-up evidence', () => {
  it('passes none of 300 answers with one thing altered', async () => {
    const wrong = trials(false, 300, 20_260_301);
    expect(new Set(wrong.map(({ kind }) => kind.replace(/ \(.*/, ''))).size).toBeGreaterThan(25);
    expect(await those(wrong, true)).toEqual([]);
  });

  it('refuses none of 300 right ones', async () => {
    const right = trials(true, 300, 20_260_302);
    expect(await those(right, false)).toEqual([]);
  });
});
