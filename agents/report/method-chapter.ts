import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import notDetectable from '../../tools/spectral/alteration/not-detectable.json' with { type: 'json' };
import thresholds from '../../tools/spectral/identify/thresholds.json' with { type: 'json' };
import { loadLibrary } from '../../tools/spectral/library/load-library.ts';
import { count, decimal } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** How the minerals were named, by which rules, and what these bands cannot show. `sections` are the answer's own words. */
export function methodChapter(scene: SceneOfReport, sections: ReportBlock[]): ReportChapter {
  return {
    heading: scene.say('Method and limits', '方法与局限'),
    blocks: [method(scene), rules(scene), meaning(scene), ...sections, hidden(scene)],
  };
}

function method(scene: SceneOfReport): ReportBlock {
  const library = loadLibrary();
  const minerals = library.minerals.filter(({ kind }) => kind === 'mineral');
  const variants = library.minerals.reduce((sum, mineral) => sum + mineral.variants.length, 0);
  const size = (what: string, value: number) =>
    count(scene.measured(`library.json#/${what}`, `${what} in the library`, value, 'count'));
  const [named, curves, pairs] = [
    size('minerals', minerals.length),
    size('variants', variants),
    size('mixtures', library.mixtures.length),
  ];
  const text = scene.say(
    phrase`Each spectrum was compared with a library of ${named} minerals, ${curves} laboratory variants and ${pairs} named mixtures (parametric descriptions fitted to spectra of the USGS libraries). Diagnostic absorptions are fitted by least squares after the continuum is removed. Two groups compete separately: iron-bearing minerals near 1 µm, and clays, micas, sulfates, carbonates and chlorite-epidote near 2 µm; a pixel can carry a name of each. A pixel that fails a rule of the table stays without a name.`,
    phrase`每条光谱与光谱库比较，库内有 ${named} 种矿物、${curves} 条实验室变体光谱和 ${pairs} 种命名混合（对 USGS 光谱库拟合的参数化描述）。去除连续统后，用最小二乘拟合诊断吸收。两组分别竞争：1 µm 附近的含铁矿物；2 µm 附近的粘土、云母、硫酸盐、碳酸盐和绿泥石—绿帘石；一个像元可在两组各得一个名称。不满足下表规则的像元不命名。`,
  );
  return { kind: 'paragraph', ...told(text) };
}

/** The thresholds of the identification, each with its place in the engine's own table. */
function rules(scene: SceneOfReport): ReportBlock {
  const { detection, mixture } = thresholds;
  const row = (en: string, zh: string, pointer: string, { value }: { value: number }, unit = ''): ReportText[] => {
    const one = scene.measured(`thresholds.json#${pointer}/value`, en, value, unit);
    return [
      told(scene.say(en, zh)),
      told(decimal(one, /\./.test(String(value)) ? String(value).split('.')[1]!.length : 0, unit ? ` ${unit}` : '')),
    ];
  };
  return {
    kind: 'table',
    caption: scene.say('Rules of the identification.', '识别规则。'),
    columns: [{ label: scene.say('rule', '规则') }, { label: scene.say('value', '数值'), number: true }],
    rows: [
      row(
        'least band depth (share of the continuum)',
        '最小吸收深度（占连续统）',
        '/detection/least_depth',
        detection.least_depth,
      ),
      row(
        'least signal over noise of the fitted absorption',
        '拟合吸收的最小信噪比',
        '/detection/least_signal_to_noise',
        detection.least_signal_to_noise,
      ),
      row('least fit, 2 µm group', '最小拟合度，2 µm 组', '/detection/least_fit/swir', detection.least_fit.swir),
      row('least fit, 1 µm group', '最小拟合度，1 µm 组', '/detection/least_fit/vnir', detection.least_fit.vnir),
      row(
        'fit from which a name counts as certain, 2 µm group',
        '可视为确定的拟合度，2 µm 组',
        '/detection/certain_fit/swir',
        detection.certain_fit.swir,
      ),
      row(
        'fit from which a name counts as certain, 1 µm group',
        '可视为确定的拟合度，1 µm 组',
        '/detection/certain_fit/vnir',
        detection.certain_fit.vnir,
      ),
      row(
        'darkest ground that is looked at (reflectance)',
        '参与识别的最低反射率',
        '/detection/least_level',
        detection.least_level,
      ),
      row(
        'least share of a mineral in a named mixture, 2 µm group',
        '混合中单一矿物的最小份额，2 µm 组',
        '/mixture/swir/least_share',
        mixture.swir.least_share,
      ),
    ],
  };
}

function meaning(scene: SceneOfReport): ReportBlock {
  return {
    kind: 'paragraph',
    tone: 'note',
    text: scene.say(
      'Alteration types follow from the minerals by a table of assemblages. The copper-related favourability is a relative score of assemblage and zoning within this scene; it was calibrated on no deposit and is no probability of ore. A pixel sees the upper few micrometres of the ground: soil, transported cover, vegetation and weathering are named as what they are, not as what lies below. Fit is agreement with the library, not accuracy.',
      '蚀变类型按矿物组合表由矿物推出。铜有利度是本影像内按组合与分带给出的相对评分，未用矿床标定，不是成矿概率。像元只反映地表最上层数微米：土壤、运移覆盖、植被和风化产物按其自身命名，不代表其下的岩石。拟合度是与光谱库的一致程度，不是精度。',
    ),
  };
}

/** Minerals that these bands cannot show, with the reason. */
function hidden(scene: SceneOfReport): ReportBlock {
  const { always } = notDetectable;
  const reasons = new Map(always.map(({ mineral, reason }) => [mineral, reason]));
  const legendOf = (mineral: string) => reasons.get(mineral) ?? 'its absorptions lie outside the bands of this scene';
  const groups = new Map<string, string[]>();
  for (const mineral of scene.summary.not_detectable) {
    const reason = legendOf(mineral);
    groups.set(reason, [...(groups.get(reason) ?? []), mineral]);
  }
  return {
    kind: 'table',
    caption: scene.say(
      'What these bands cannot show; nothing is said of its absence.',
      '这些波段看不到的矿物；本报告不说明其有无。',
    ),
    columns: [{ label: scene.say('mineral', '矿物') }, { label: scene.say('why', '原因') }],
    rows: [...groups].map(([reason, minerals]) => [
      told(scene.mineralList(minerals)),
      scene.fixed(
        scene.isChinese ? (REASONS_ZH[reason] ?? reason) : reason,
        `not-detectable.json#/always/${always.findIndex((one) => one.reason === reason)}/reason`,
      ),
    ]),
  };
}

const REASONS_ZH: Record<string, string> = {
  'no absorption between 0.4 and 2.5 µm; its bands lie near 9 µm': '0.4–2.5 µm 内无吸收，其吸收带在 9 µm 附近',
  'only a weak iron band near 1.25 µm; its bands lie near 9 µm': '仅在 1.25 µm 附近有弱铁吸收，其吸收带在 9 µm 附近',
  'opaque and featureless here; seen by what it weathers to': '在此波段不透明、无特征，只能由其风化产物间接看到',
  'opaque and featureless here': '在此波段不透明、无特征',
  'dark and featureless here': '在此波段暗而无特征',
  'no OH or H2O of its own': '自身不含 OH 或 H2O',
  'grains far below what a pixel can show': '颗粒远小于像元所能反映',
  'its absorptions lie outside the bands of this scene': '其吸收在本影像波段之外',
};
