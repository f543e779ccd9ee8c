/**
 * How the quotation checker judges true and altered quotations of the reports, by kind of damage and alteration.
 *
 *     node bench/quotations.ts [--failures]
 *
 * Needs the shared data folder (GOSSAN_SHARED); GOSSAN_SEED draws other quotations, GOSSAN_COUNT another number of each.
 */
import {
  alteredQuotations,
  describeCase,
  judge,
  type KindOutcome,
  quotationSeed,
  trueQuotations,
} from '../test/support/altered-quotations.ts';
import { temporaryHome } from '../test/support/knowledge-home.ts';
import { openReports } from '../test/support/quotations/reports.ts';
import { printTable } from './benchmark-row.ts';

const count = Number(process.env.GOSSAN_COUNT ?? 500);
const { files, remove } = temporaryHome();
try {
  const base = await openReports(files);
  console.log(`seed ${quotationSeed}`);
  show('true, damaged: to be verified', await judge(base, await trueQuotations(base, count, quotationSeed)));
  show(
    'altered or wrongly attributed: never to be verified',
    await judge(base, await alteredQuotations(base, count, quotationSeed)),
  );
  await base.close();
} finally {
  remove();
}

function show(title: string, outcomes: readonly KindOutcome[]): void {
  const row = (kind: string, list: readonly KindOutcome[]) => {
    const sum = (of: (outcome: KindOutcome) => number) =>
      String(list.reduce((total, outcome) => total + of(outcome), 0));
    return [
      kind,
      sum((outcome) => outcome.count),
      ...(['verified', 'misattributed', 'fabricated'] as const).map((verdict) =>
        sum(({ verdicts }) => verdicts[verdict]),
      ),
      sum(({ failed }) => failed.length),
    ];
  };
  console.log('');
  printTable(
    [title, 'n', 'verified', 'misattributed', 'fabricated', 'not as expected'],
    [...outcomes.map((outcome) => row(outcome.kind, [outcome])), row('all', outcomes)],
  );
  if (!process.argv.includes('--failures')) return;
  for (const one of outcomes.flatMap(({ failed }) => failed)) console.log(describeCase(one, 400));
}
