import { nameIn } from '../agents/vision/parse/names.ts';
import type { Language } from '../core/language.ts';
import { continuumLine } from '../tools/spectral/map/continuum-line.ts';
import type { PixelSpectrum } from '../tools/spectral/map/pixel-spectrum.ts';
import type { MineralMatch, MineralSpectrum } from '../tools/spectral/types.ts';
import { syntheticNote } from './map-picture.ts';
import type { Curve, Plot } from './terminal/pictures/plot.ts';

/** Blue, vermilion and bluish green of Okabe & Ito (2008); the dashes tell them apart without colours. */
const PIXEL = { colour: [86, 180, 233], sign: '*' } as const;
const LIBRARY = { colour: [213, 94, 0], sign: 'o', dashed: true } as const;
const OTHER = { colour: [0, 158, 115], sign: '+' } as const;
const CONTINUUM = { colour: [140, 140, 145], sign: '-' } as const;

/** The spectrum of a pixel, and for each group that was named the window that decided, with the library's curve over it. */
export function spectrumPlots(
  pixel: PixelSpectrum,
  scene: { name: string; synthetic: boolean },
  language: Language,
): Plot[] {
  const zh = language === 'zh';
  const own: Curve = {
    ...PIXEL,
    label: zh ? `像元 ${pixel.x}, ${pixel.y}` : `pixel ${pixel.x}, ${pixel.y}`,
    x: pixel.wavelengths,
    y: pixel.reflectance,
  };
  const yName = zh ? '反射率' : 'reflectance';
  const whole: Plot = {
    title: zh
      ? `${scene.name}，像元 ${pixel.x}, ${pixel.y} 的光谱`
      : `Spectrum of ${scene.name}, pixel ${pixel.x}, ${pixel.y}`,
    curves: [own],
    yName,
    marks: pixel.matches.flatMap(({ features }) => features.map(({ centre_um }) => ({ x: centre_um, label: '' }))),
    notes: [...syntheticNote(scene, language), ...(pixel.matches.length ? [] : [nothingWords(pixel, zh)])],
  };
  if (pixel.isFill) return [{ ...whole, curves: [] }];
  const deciding = pixel.matches.flatMap((match): Plot[] => {
    const named = pixel.identification[match.group];
    if (!named) return [];
    const window = match.window_um;
    return [
      {
        title: matchTitle(match, named, language),
        curves: [
          ...(match.reference
            ? [{ ...LIBRARY, label: libraryLabel(match, zh), x: match.wavelengths, y: match.reference.reflectance }]
            : []),
          own,
        ],
        ...(window ? { window: [window[0] - 0.04, window[1] + 0.04] as const } : {}),
        yName,
        lines: {
          ...CONTINUUM,
          label: zh ? '连续统' : 'continuum',
          of: match.features.flatMap((feature) => {
            const line = continuumLine(pixel, feature);
            return line ? [line] : [];
          }),
        },
        marks: match.features.map((feature) => ({ x: feature.centre_um, label: featureWords(feature, zh) })),
        notes: [matchWords(named, language)],
      },
    ];
  });
  return [whole, ...deciding];
}

/** Two pixels over each other, and what each says. */
export function comparisonPlot(
  [one, other]: readonly [PixelSpectrum, PixelSpectrum],
  scene: { name: string; synthetic: boolean },
  language: Language,
): Plot {
  const zh = language === 'zh';
  const curve = (pixel: PixelSpectrum, look: typeof PIXEL | typeof OTHER): Curve => ({
    ...look,
    label: `${pixel.x}, ${pixel.y}: ${verdictWords(pixel, language)}`,
    x: pixel.wavelengths,
    y: pixel.reflectance,
  });
  return {
    title: zh ? `${scene.name}：两个像元的光谱` : `Two pixels of ${scene.name}`,
    curves: [curve(one, PIXEL), curve(other, OTHER)],
    yName: zh ? '反射率' : 'reflectance',
    notes: syntheticNote(scene, language),
  };
}

/** The identification on one line. */
function verdictWords({ identification, isFill }: PixelSpectrum, language: Language): string {
  const { swir, vnir } = identification;
  const named = [swir, vnir].flatMap((match) =>
    match ? [`${nameIn(match.mineral, language)} ${match.fit.toFixed(2)}`] : [],
  );
  if (named.length) return named.join(' · ');
  return language === 'zh' ? (isFill ? '无数据' : '未识别') : isFill ? 'no data' : 'none';
}

function nothingWords({ isFill }: PixelSpectrum, zh: boolean): string {
  if (isFill) return zh ? '该像元没有数据。' : 'The pixel has no data.';
  return zh
    ? '没有识别出矿物：光谱中没有与库相符的诊断特征，或该像元是植被、水、阴影。'
    : 'No mineral is named: no diagnostic feature fits the library, or the pixel is vegetation, water or shade.';
}

function matchTitle({ group }: MineralSpectrum, { mineral }: MineralMatch, language: Language): string {
  const micrometres = group === 'swir' ? '2 µm' : '1 µm';
  return language === 'zh' ? `${micrometres} 组：${nameIn(mineral, 'zh')}` : `${micrometres} group: ${mineral}`;
}

function matchWords({ fit, depth, margin, runnerUp }: MineralMatch, language: Language): string {
  if (language === 'zh') {
    const over = runnerUp ? `，比次优 ${nameIn(runnerUp, 'zh')} 高 ${margin.toFixed(3)}` : '';
    return `拟合 ${fit.toFixed(3)}，吸收深度 ${depth.toFixed(3)}${over}。单独看该像元；制图还参考周围像元。`;
  }
  const over = runnerUp ? `, ${margin.toFixed(3)} above the runner-up ${runnerUp}` : '';
  return `Fit ${fit.toFixed(3)}, depth ${depth.toFixed(3)}${over}. The pixel alone: a map also looks at those around it.`;
}

function libraryLabel({ reference }: MineralSpectrum, zh: boolean): string {
  return zh ? `光谱库：${reference!.label}（已缩放）` : `library: ${reference!.label}, scaled`;
}

const ROLES: Record<string, string> = { must: '必需', diagnostic: '诊断', optional: '可选' };

/** What a feature counts for in an identification. */
export function roleInChinese(role: string): string {
  return ROLES[role] ?? role;
}

function featureWords({ centre_um, depth, role }: MineralSpectrum['features'][number], zh: boolean): string {
  return zh
    ? `${centre_um.toFixed(3)} µm，深度 ${depth.toFixed(3)}，${roleInChinese(role)}`
    : `${centre_um.toFixed(3)} µm, depth ${depth.toFixed(3)}, ${role}`;
}
