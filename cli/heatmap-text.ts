import { nameIn } from '../agents/vision/parse/names.ts';
import type { HeatmapDocument } from '../agents/vision/write-heatmap.ts';
import { smallModelLine } from './vision-text.ts';

/** What a heatmap is and holds, for reading, in the language that the model was asked in. @param out its folder */
export function heatmapText(map: HeatmapDocument, out: string): string {
  const zh = map.language === 'zh';
  const files = [...Object.values(map.files), 'heatmap.json'].join(zh ? '，' : ', ');
  return [
    ...(map.synthetic ? [zh ? '合成影像：不是真实地点。' : 'SYNTHETIC SCENE: it shows no real place.'] : []),
    zh ? `${map.meaning}：${map.scene}` : `${map.meaning}: ${map.scene}`,
    zh ? windowsInChinese(map) : windowsInEnglish(map),
    rangeLine(map),
    originLine(map),
    smallModelLine(map.base !== null, map.model, map.language),
    `${out}${zh ? '：' : ': '}${files}`,
  ].join('\n');
}

function windowsInEnglish({ windows, window_size, step, area, aoi }: HeatmapDocument): string {
  const without = [
    ...(windows.without_data ? [`${windows.without_data} have too little data`] : []),
    ...(windows.unreadable ? [`${windows.unreadable} answers held no value`] : []),
  ];
  const where = aoi ? `inside ${aoi.name} (${aoi.pixels} pixels)` : `over ${area.width} × ${area.height} pixels`;
  return (
    `${windows.answered} of ${windows.all} windows of ${window_size} × ${window_size} pixels every ${step}, ${where}` +
    `${without.length ? ` (${without.join('; ')})` : ''}.`
  );
}

function windowsInChinese({ windows, window_size, step, area, aoi }: HeatmapDocument): string {
  const without = [
    ...(windows.without_data ? [`${windows.without_data} 个数据太少`] : []),
    ...(windows.unreadable ? [`${windows.unreadable} 个回答没有数值`] : []),
  ];
  const where = aoi ? `${aoi.name} 范围内 ${aoi.pixels} 个像元` : `共 ${area.width} × ${area.height} 像元`;
  return (
    `${windows.all} 个窗口中 ${windows.answered} 个有值，窗口 ${window_size} × ${window_size} 像元，步长 ${step}，${where}` +
    `${without.length ? `（${without.join('；')}）` : ''}。`
  );
}

function rangeLine({ min, max, mean, language }: HeatmapDocument): string {
  if (language === 'zh') return mean === null ? '没有窗口有值。' : `从 ${min} 到 ${max}，平均 ${mean}。`;
  return mean === null ? 'No window has a value.' : `From ${min} to ${max}, mean ${mean}.`;
}

function originLine({ model, adapter, views, ms, windows_per_s, language, mineral }: HeatmapDocument): string {
  const [recipes, seconds] = [views.recipes.join(', '), (ms / 1000).toFixed(1)];
  if (language === 'zh') {
    const by = adapter === null ? model : `${model}，适配器 ${adapter}`;
    const about = mineral === undefined ? '' : `；询问 ${nameIn(mineral, 'zh')}`;
    return `回答者：${by}${about}；视图 ${recipes}；${seconds} 秒，每秒 ${windows_per_s} 个窗口。`;
  }
  const by = adapter === null ? model : `${model}, adapter ${adapter}`;
  return `Asked: ${by}${mineral === undefined ? '' : ` about ${mineral}`}; views ${recipes}; ${seconds} s, ${windows_per_s} windows/s.`;
}
