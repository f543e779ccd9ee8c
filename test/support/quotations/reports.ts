import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../../../core/paths.ts';
import { openKnowledgeBase } from '../../../rag/index.ts';
import type { KnowledgeBase } from '../../../rag/types.ts';
import { chineseLines, writeChinesePdf } from '../chinese-pdf.ts';
import { hashingEmbedder } from '../hashing-embedder.ts';
import { sharedData } from '../shared-data.ts';
import { CHINESE_PAGES } from './chinese-pages.ts';

/** The four reports of the shared data, a Chinese report of our own and the demo's memo, read by the real loaders. */
export async function openReports(folder: string): Promise<KnowledgeBase> {
  mkdirSync(folder, { recursive: true });
  const chinese = join(folder, 'shiniugou.pdf');
  writeFileSync(
    chinese,
    writeChinesePdf(CHINESE_PAGES.map((paragraphs) => paragraphs.map((text) => chineseLines(text)))),
  );
  const base = await openKnowledgeBase('quotations', { embedder: hashingEmbedder('hashing 1', 4) });
  const { refused } = await base.add([
    ...[
      'asu_carbonmapper_mineral_detection_atbd_v1.pdf',
      'gns_nz_mineral_commodity_report_11_tin.pdf',
      'jpl_sbg_l3_surface_mineralogy_atbd_20231107.pdf',
      'usgs_of2013-1300_tetracorder_user_guide.pdf',
    ].map((name) => sharedData('rag', 'reports', name)),
    chinese,
    asset('knowledge_base/demo/lantern-ridge-memo-zh.md'),
  ]);
  if (refused.length > 0)
    throw new Error(`refused: ${refused.map(({ path, message }) => `${path} ${message}`).join('; ')}`);
  return base;
}
