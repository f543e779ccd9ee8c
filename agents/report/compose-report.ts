import { readFileSync } from 'node:fs';
import type { Config } from '../../core/config.ts';
import { asset } from '../../core/paths.ts';
import type { ReportBlock, ReportChapter } from '../../core/report.ts';
import type { Report } from '../../core/session.ts';
import type { SceneMap } from '../../tools/spectral/map-cache.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import { REPORT_SECTIONS } from '../reasoner/builtin/report-question.ts';
import type { Turn } from '../state.ts';
import { acquiredOf } from './acquisition.ts';
import { alterationChapter } from './alteration-chapter.ts';
import { dataChapter } from './data-chapter.ts';
import { fieldChapter } from './field-chapter.ts';
import { largestPatches } from './largest-patches.ts';
import { MapFigures } from './map-figures.ts';
import { methodChapter } from './method-chapter.ts';
import { mineralChapter, positionChapter } from './mineral-chapter.ts';
import { SceneOfReport } from './scene-of-report.ts';
import { spectrumFigures } from './spectrum-figures.ts';
import { locationOf, summaryChapter } from './summary-chapter.ts';
import { targetChapter } from './target-chapter.ts';

/** The answer of a report turn as a report: its parts in their chapters, with the map's tables and figures. */
export async function composeReport(turn: Turn, map: SceneMap, config: Config): Promise<Report> {
  const answer = turn.answer!;
  const { language } = answer;
  const { summary } = map;
  const reader = await openScene(map.scene);
  try {
    const scene = new SceneOfReport(map, reader, language);
    const chapters = answer.refusal ? [] : await chaptersOf(turn, scene);
    const acquired = acquiredOf(reader);
    return {
      title: language === 'zh' ? `${summary.scene} 蚀变报告` : `Alteration report: ${summary.scene}`,
      answer,
      sections: sectionsOf(turn),
      figures: chapters.flatMap(({ blocks }) =>
        blocks.filter((block) => block.kind === 'figure').map(({ path, caption }) => ({ path, caption })),
      ),
      ...(chapters.length ? { chapters } : {}),
      evidence: [...scene.evidence],
      synthetic: summary.synthetic,
      about: {
        scene: summary.scene,
        ...(summary.aoi ? { aoi: `${summary.aoi.name} (${summary.aoi.file})` } : {}),
        sensor: summary.sensor,
        location: locationOf(scene),
        kb: turn.options.kb,
        ...(acquired ? { acquired } : {}),
        ...(config.user ? { author: config.user } : {}),
        ...(config.organisation ? { organisation: config.organisation } : {}),
        versions: versions(),
      },
    };
  } finally {
    await reader.close();
  }
}

async function chaptersOf(turn: Turn, scene: SceneOfReport): Promise<ReportChapter[]> {
  const { answer } = turn;
  const figures = await MapFigures.of(scene);
  const patches = await largestPatches(scene.folder);
  const part = (intent: string) =>
    blocksOf(turn, (id) => REPORT_SECTIONS.some((one) => one.id === id && one.intent === intent));
  const focus = blocksOf(turn, (id) => !REPORT_SECTIONS.some((one) => one.id === id));
  const [alteration] = await figures.plain('alteration');
  const [quicklook] = await figures.plain('quicklook');
  const [copper] = await figures.plain('copper');
  const aloh = scene.summary.files.aloh_png ? await figures.positions('aloh') : undefined;
  const spectra = spectrumFigures(scene);
  const chapters: (ReportChapter | undefined)[] = [
    summaryChapter(scene, {
      asked: turn.options.rag,
      cited: answer!.citations.length,
      contradictions: answer!.contradictions.length,
    }),
    focus.length ? { heading: turn.options.dwellOn ?? '', blocks: focus } : undefined,
    await dataChapter(scene, quicklook),
    methodChapter(scene, [...part('confidence'), ...part('limits')]),
    alterationChapter(scene, alteration, patches, part('locate')),
    mineralChapter(scene, await figures.plain('minerals'), patches),
    spectra.length ? { heading: scene.say('Spectra', '光谱'), blocks: spectra } : undefined,
    positionChapter(scene, aloh, part('composition')),
    { heading: scene.say('Interpretation', '解释'), blocks: part('meaning') },
    {
      heading: scene.say('Scene and documents compared', '影像与资料对照'),
      blocks: turn.options.rag
        ? [...part('comparison'), { kind: 'disagreements' }]
        : [{ kind: 'paragraph', text: scene.say('No documents were asked for this report.', '本报告没有查阅资料。') }],
    },
    targetChapter(scene, copper, part('target')),
    fieldChapter(scene, part('field-check')),
  ];
  return chapters.filter((chapter) => chapter !== undefined && chapter.blocks.length > 0) as ReportChapter[];
}

/** What the answer says of the parts that a chapter takes up, with the numbers of each. */
function blocksOf(turn: Turn, belongs: (part: string) => boolean): ReportBlock[] {
  return turn.sections
    .filter(({ part, text }) => text && belongs(part))
    .map(({ text, numbers }) => ({ kind: 'prose', text, numbers: numbers ?? [] }));
}

/** The parts of the answer under their headings; several parts of one focus question stand under one. */
function sectionsOf(turn: Turn): Report['sections'] {
  const { language } = turn.answer!;
  const sections: Report['sections'] = [];
  for (const { part, text } of turn.sections.filter((section) => section.text)) {
    const heading = REPORT_SECTIONS.find((one) => one.id === part)?.heading[language] ?? turn.options.dwellOn ?? '';
    const last = sections.at(-1);
    if (last?.heading === heading) last.text += `\n\n${text}`;
    else sections.push({ heading, text });
  }
  return sections;
}

function versions(): string {
  const { version } = JSON.parse(readFileSync(asset('package.json'), 'utf8')) as { version: string };
  return `Gossan ${version}; Node ${process.versions.node}`;
}
