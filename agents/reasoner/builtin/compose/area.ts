import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { SceneFacts } from './facts.ts';
import { area, sentence } from './say.ts';

/** Where a map was cut to an area of interest: what every area and share of the answer refers to. */
export function withinArea(part: string, facts: SceneFacts, language: Language): Sentence[] {
  const [name, whole, mapped] = ['/aoi/name', '/aoi/area_km2', '/aoi/area_in_scene_km2'].map((pointer) =>
    facts.at(pointer),
  );
  if (!name || !whole || !mapped) return [];
  const quoted = language === 'zh' ? `《${name.value}》` : `‘${name.value}’`;
  const beyond =
    Number(mapped.value) < 0.995 * Number(whole.value)
      ? language === 'zh'
        ? phrase`，其中 ${area(mapped)} 在影像之内`
        : phrase`, of which ${area(mapped)} lie within the scene`
      : '';
  return [
    sentence(
      part,
      'caveat',
      language === 'zh'
        ? phrase`所有面积和占比都只指关注区${named(quoted, name)}（${area(whole)}${beyond}）。`
        : phrase`All areas and shares are those within the area of interest ${named(quoted, name)} (${area(whole)}${beyond}).`,
    ),
  ];
}
