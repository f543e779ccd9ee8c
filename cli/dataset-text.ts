import type { BuildOptions } from '../fine-tune/dataset/build.ts';
import { frozenThings } from '../fine-tune/dataset/frozen.ts';
import limits from '../fine-tune/dataset/limits.json' with { type: 'json' };
import type { Manifest, OpenSet } from '../fine-tune/dataset/manifest.ts';
import { SPLITS } from '../fine-tune/dataset/set-line.ts';
import type { Invocation } from './invocation.ts';
import { textTable } from './terminal/columns.ts';
import type { Output } from './terminal/output.ts';

/** The options that `build` and `import` share. */
export async function buildOptions({ options, output, signal }: Invocation): Promise<BuildOptions> {
  const percent = options.integer('validation');
  const frozen = await Promise.all(options.texts('frozen').map(frozenThings));
  return {
    targetDistricts: options.texts('target-district'),
    targetScenes: options.texts('target-scene'),
    validation: percent === undefined ? limits.validation_share.value : percent / 100,
    seed: options.integer('seed') ?? 1,
    frozen: frozen.flat(),
    signal,
    onProgress: output.onProgress,
  };
}

/** Says what a version holds, and prints its manifest with --json. */
export function printSet({ folder, manifest, fresh }: OpenSet & { fresh?: boolean }, output: Output): void {
  output.print(setText(manifest));
  output.print(fresh === false ? `unchanged: ${folder}` : folder);
  if (manifest.counts.val === 0) output.note('Nothing validates: there is one scene only, and scenes are not split.');
  output.document({ ...manifest, folder, ...(fresh === undefined ? {} : { fresh }) });
}

const WORDS = {
  en: {
    head: ['part', 'lines', 'scenes', 'districts'],
    train: 'train',
    val: 'val',
    target: 'target',
    tasks: 'tasks: ',
    sources: 'sources: ',
    weak: (mean: number | null) => ` (weak: mean weight ${mean})`,
    approved: 'approved',
    corrected: 'corrected',
    imported: 'imported',
    more: (count: number) => ` and ${count} more`,
  },
  zh: {
    head: ['部分', '行数', '影像', '地区'],
    train: '训练',
    val: '验证',
    target: '目标',
    tasks: '任务：',
    sources: '来源：',
    weak: (mean: number | null) => `（弱标注：平均权重 ${mean}）`,
    approved: '批准',
    corrected: '更正',
    imported: '导入',
    more: (count: number) => ` 等，另 ${count} 个`,
  },
};

/** A version for reading. */
export function setText(manifest: Manifest, language: 'en' | 'zh' = 'en'): string {
  const words = WORDS[language];
  const sourceName = (name: string) => (name === 'weak' ? name : (words[name as 'approved'] ?? name));
  const { name, version, counts, scenes, districts, tasks, sources, weak, dropped, sha256 } = manifest;
  const some = (counted: Record<string, number>) =>
    Object.entries(counted)
      .filter(([, count]) => count > 0)
      .map(([key, count]) => `${sourceName(key)} ${count}`)
      .join(', ');
  const rows = SPLITS.map((split) => [
    words[split],
    String(counts[split]),
    String(scenes[split].length),
    few(districts[split], words.more),
  ]);
  return [
    `${name} v${version}, sha256 ${sha256.slice(0, 16)}…`,
    textTable(words.head, rows),
    `${words.tasks}${some(tasks)}`,
    `${words.sources}${some(sources)}${weak.lines ? words.weak(weak.mean_weight) : ''}`,
    ...(dropped.count
      ? [
          `dropped: ${dropped.count}, the first: line ${dropped.first[0]!.line} of ${dropped.first[0]!.path}: ${dropped.first[0]!.detail}`,
        ]
      : []),
  ].join('\n');
}

function few(names: readonly string[], more: (count: number) => string): string {
  return names.slice(0, 4).join(', ') + (names.length > 4 ? more(names.length - 4) : '');
}
