import type { IdentifyAgreement } from '../../../tools/spectral/evaluate/identify-set.ts';
import type { Invocation } from '../../invocation.ts';
import { textTable } from '../../terminal/columns.ts';

export async function run({ options, output, signal }: Invocation): Promise<undefined> {
  const { loadLibrary } = await import('../../../tools/spectral/index.ts');
  const { evaluateIdentify } = await import('../../../tools/spectral/evaluate/identify-set.ts');
  const set = options.text('set')!;
  const own = options.text('library');
  const library = own === undefined ? loadLibrary() : loadLibrary(own);
  const agreement = await evaluateIdentify(set, library, { signal, onProgress: output.onProgress });
  output.print(agreementText(agreement));
  output.document({ set, ...agreement });
}

function agreementText({ all, agree, silent, expected, spectra }: IdentifyAgreement): string {
  const rows = Object.entries(expected)
    .sort(([, a], [, b]) => b.all - a.all)
    .map(([name, of]) => [name, `${of.agree}`, `${of.all}`, `${((100 * of.agree) / of.all).toFixed(1)} %`]);
  const others = spectra.filter((s) => !s.agrees);
  return [
    `Agreement with the set: ${agree} of ${all} spectra (${((100 * agree) / all).toFixed(1)} %); ${silent} of the others were called none.`,
    textTable(['expected', 'agree', 'of', ''], rows),
    ...(others.length
      ? [
          textTable(
            ['spectrum', 'expected', 'SWIR', 'VNIR'],
            others.map(({ id, expected: wanted, swir, vnir }) => [id, wanted, swir ?? '–', vnir ?? '–']),
          ),
        ]
      : []),
  ].join('\n\n');
}
