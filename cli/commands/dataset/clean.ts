import { join } from 'node:path';
import { cleanSet } from '../../../fine-tune/dataset/clean/clean-set.ts';
import words from '../../../fine-tune/dataset/clean/report-words.json' with { type: 'json' };
import { writeCleaning } from '../../../fine-tune/dataset/clean/write-report.ts';
import { openSet, setFolder } from '../../../fine-tune/dataset/manifest.ts';
import type { Invocation } from '../../invocation.ts';

/** Exit code of a set that must not be trained on: its test scenes leaked. */
const REFUSED = 3;

export async function run({ args, options, output, signal }: Invocation): Promise<number | undefined> {
  const set = openSet(args[0]!);
  const language = options.text('lang') === 'zh' ? 'zh' : 'en';
  const { name, version } = set.manifest;
  const out = options.text('out') ?? join(setFolder(name), `cleaning-v${version}`);
  const cleaning = await cleanSet(set, { signal, onProgress: output.onProgress });
  const files = writeCleaning(cleaning, out, language);
  const { verdict, witnesses } = cleaning;
  output.print(`${words[language].verdict}: ${words[language].verdicts[verdict]}`);
  for (const { by, kind, about, contradicted, cases } of witnesses.suspect)
    output.print(`  ${by}: ${words[language].kinds[kind]} ${about ?? ''} ${contradicted} / ${cases}`);
  for (const leak of cleaning.leaked.slice(0, 5)) output.print(`  ${leak}`);
  output.print(files[0]!);
  output.document({ ...cleaning, files });
  return verdict === 'refused' ? REFUSED : undefined;
}
