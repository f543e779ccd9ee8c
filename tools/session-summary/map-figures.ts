import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asGossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import type { Session } from '../../core/session.ts';

export interface MapFigures {
  figures: { path: string; caption: string }[];
  synthetic: boolean;
  /** Why there are no figures, where the session looked at a scene. */
  lost?: string;
}

const PICTURES = [
  { file: 'alteration.png', en: 'Alteration types', zh: '蚀变类型图' },
  { file: 'minerals.png', en: 'Minerals', zh: '矿物分布图' },
  { file: 'quicklook.png', en: 'Quick-look of the scene', zh: '影像快视图' },
] as const;

/** The pictures of the map that the session's answers used. A session that used no map has none, and none is made for it. */
export async function mapFigures(session: Session, language: Language): Promise<MapFigures> {
  const looked = session.history.some(({ answer }) => answer?.evidence.some(({ kind }) => kind === 'scene'));
  if (!looked || session.scene === null) return { figures: [], synthetic: false };
  const { mapOfScene } = await import('../spectral/map-cache.ts');
  try {
    const { folder, summary } = await mapOfScene(session.scene);
    const note = summary.synthetic ? (language === 'zh' ? '（合成影像）' : ' (synthetic scene)') : '';
    const figures = PICTURES.map((picture) => ({
      path: join(folder, picture.file),
      caption: `${summary.scene}: ${picture[language]}${note}`,
    }));
    return { figures: figures.filter(({ path }) => existsSync(path)), synthetic: summary.synthetic };
  } catch (error) {
    // The scene may have been moved since; the dialogue is worth keeping all the same.
    return { figures: [], synthetic: false, lost: asGossanError(error).message };
  }
}
