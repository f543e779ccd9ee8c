import { alterationName, mineralName } from '../reasoner/builtin/compose/say.ts';
import type { SceneOfReport } from './scene-of-report.ts';

/** What a legend says of ground that has no class, in Chinese. */
const REST_ZH: Record<string, string> = {
  'no type assigned': '未归类',
  'no mineral identified': '未识别出矿物',
  vegetation: '植被',
  water: '水体',
  shade: '阴影',
  cloud: '云',
  fill: '无数据',
  'no data': '无数据',
  'outside, or no data': '区外或无数据',
};

/** The words of a legend in the language of the report. */
export function legendWords({ summary, language, isChinese }: SceneOfReport): (label: string) => string {
  return (label) => {
    if (REST_ZH[label]) return isChinese ? REST_ZH[label] : label;
    if (summary.alteration[label]) return typeName(label, language);
    const members = summary.minerals[label]?.members;
    return members ? mineralName(label, members, language).replace(/ mixture$|混合$/, '') : label;
  };
}

/** "advanced argillic", 高级泥化: the type alone, as a legend or a column has it. */
export function typeName(name: string, language: 'en' | 'zh'): string {
  return alterationName(name, language).replace(/^the | \(gossan\)$|（铁帽）$| alteration$|蚀变$/g, '');
}

/** What hides the ground, as a table has it. */
export function maskName(kind: string, language: 'en' | 'zh'): string {
  return language === 'zh' ? (REST_ZH[kind] ?? kind) : kind === 'fill' ? 'no data' : kind;
}
