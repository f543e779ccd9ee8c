import type { Language } from './language.ts';

/** Where a piece of evidence comes from: a scene's map, a vision model, or a document of the knowledge base. */
export type EvidenceKind = 'scene' | 'model' | 'document';

/**
 * One fact that an answer may use. Whatever is not evidence cannot be said.
 * `scene`: `address` is a file and a JSON Pointer, `scene.json#/minerals/alunite/area_km2`; `value` and `unit` are set.
 * `document`: `address` is `DOCUMENT#page=N&start=S&end=E`, offsets in the page's stored text; `text` is that span.
 * `model`: `address` names the model and the task, `MODEL#minerals`, and a window that is not all of the scene,
 * `MODEL#minerals&window=X,Y,W,H`; `value` is a probability or a favourability, 0 to 1.
 */
export interface Evidence {
  /** Hash of kind, address and content: the same fact has the same id in every run. */
  id: string;
  kind: EvidenceKind;
  /** The scene's name, the model's name, or the document's title. */
  source: string;
  address: string;
  text: string;
  value?: number | string;
  unit?: string;
  /** Of a model's answer: who gave it, what it was shown (recipes of the views, a window in pixels of the scene), and the tokens that decided. */
  model?: {
    name: string;
    adapter: string | null;
    /** SHA-256 of the base, of Gossan's own models. */
    base: string | null;
    /** `cells` a side of the window at most, of Gossan's own models; `sha256` of the pixels of each picture. Answers of earlier versions have neither. */
    views: { recipes: string[]; size: number; cells?: number | null; sha256?: string[] };
    window: { x: number; y: number; width: number; height: number };
    /** The window is all of the scene. */
    whole?: boolean;
    task?: string;
    /** As it was written, line breaks and all; `text` is one line. */
    answer?: string;
    language?: Language;
    /** What it was asked, with `<image>` where a picture stood. */
    prompt?: string;
    /** Whether `value` is calibrated. */
    calibrated: boolean;
    odds: { token: string; probability: number }[];
  };
  /** The text was recognised in a picture of the page, so surely (0..1). */
  ocr?: { confidence: number };
}
