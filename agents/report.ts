import { join } from 'node:path';
import type { Language } from '../core/language.ts';
import type { Report } from '../core/session.ts';
import type { SceneMap } from '../tools/spectral/map-cache.ts';
import { REPORT_SECTIONS } from './reasoner/builtin/report-question.ts';
import type { Turn } from './state.ts';

/** Pictures of a map that a report shows, where the map has them. */
const FIGURES = [
  { file: 'alteration.png', en: 'Alteration types', zh: '蚀变类型图' },
  { file: 'minerals.png', en: 'Minerals with features in the shortwave infrared', zh: '矿物分布图（短波红外）' },
  {
    file: 'copper.png',
    en: 'Copper-related favourability (a score) and targets, best first',
    zh: '铜有利度（评分）与靶区，按先后编号',
  },
  { file: 'aloh.png', en: 'Al-OH position of white mica', zh: '白云母 Al-OH 吸收位置' },
  { file: 'quicklook.png', en: 'Quick-look of the scene', zh: '影像快视图' },
] as const;

/** The answer of a report turn as a report: its parts under their headings, and the map's pictures. */
export function composeReport(turn: Turn, map: SceneMap): Report {
  const answer = turn.answer!;
  const { language } = answer;
  const zh = language === 'zh';
  const { summary } = map;
  const focus = turn.options.dwellOn;
  const sections = turn.sections
    .filter((section) => section.text)
    .map((section) => ({
      heading: REPORT_SECTIONS.find((one) => one.id === section.part)?.heading[language] ?? focus ?? '',
      text: section.text,
    }));
  // several parts of one focus question stand under one heading
  const joined = sections.reduce<Report['sections']>((all, section) => {
    const last = all.at(-1);
    if (last?.heading === section.heading) last.text += `\n\n${section.text}`;
    else all.push({ ...section });
    return all;
  }, []);
  return {
    title: zh ? `${summary.scene} 蚀变报告` : `Alteration report: ${summary.scene}`,
    answer,
    sections: joined,
    figures: figuresOf(map, language).map(({ file, caption }) => ({
      path: join(map.folder, file),
      caption: `${caption}${summary.synthetic ? (zh ? '（合成影像）' : ' (synthetic scene)') : ''}`,
    })),
    synthetic: summary.synthetic,
    about: {
      scene: summary.scene,
      ...(summary.aoi ? { aoi: `${summary.aoi.name} (${summary.aoi.file})` } : {}),
      sensor: summary.sensor,
      kb: turn.options.kb,
    },
  };
}

/** How many minerals' mean spectra a report shows: those of the largest classes. */
const MOST_SPECTRA = 3;

function figuresOf({ summary }: SceneMap, language: Language): { file: string; caption: string }[] {
  const files = Object.values(summary.files);
  const maps = FIGURES.filter(({ file }) => files.includes(file)).map((figure) => ({
    file: figure.file,
    caption: figure[language],
  }));
  const spectra = files.filter((file) => /^spectra\/.*\.png$/.test(file)).slice(0, MOST_SPECTRA);
  const spectrum =
    language === 'zh'
      ? '平均光谱与参考光谱库的比较'
      : 'Mean spectrum beside the library, with the features that decided';
  return [...maps, ...spectra.map((file) => ({ file, caption: spectrum }))];
}
