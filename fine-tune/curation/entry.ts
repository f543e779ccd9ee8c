import type { Box } from '../../agents/vision/parse/boxes.ts';
import type { TaskName } from '../../agents/vision/tasks.ts';
import type { Answer } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';

/** What is known of a window, as `eval vision` writes it: true or false, a number, `{name: share}`, boxes, or fields. */
export type ExpectedJson =
  | boolean
  | number
  | Record<string, number | null>
  | { bbox_2d: Box['box_1000']; label: string }[]
  | DescriptionJson;

export interface DescriptionJson {
  minerals: Record<string, number | null>;
  alteration: string[];
  zoning: string | null;
  copper: number | null;
  confidence: number | null;
}

/** A picture that the model saw, drawn again and kept. */
export interface KeptView {
  recipe: string;
  /** Under the curation folder: `images/SHA256.png`. */
  image: string;
  /** Of the picture's pixels, as the answer recorded it. */
  pixels_sha256: string;
  /** Under the curation folder: `channels/SHA256.npy`, float16 [N, h, w], where the view has a projector. */
  channels?: string;
}

/** What the spectral engine shows of the same window: a witness, for finding approvals that cannot be right. */
export interface SpectraWitness {
  /** Valid pixels of the window. */
  valid: number;
  /** Share of the valid pixels by mineral as the model names them; members of a mixture count by equal parts. */
  minerals: Record<string, number>;
  /** Share by alteration type. */
  alteration: Record<string, number>;
  /** Mean favourability; null where it has none. */
  copper: number | null;
}

/** What is said of one dialogue of a turn. `open`: neither approved nor corrected; it goes into no data set. */
export type Judgement = 'approved' | 'corrected' | 'rejected' | 'open';

/** One question to the vision model with its answer, and what the geologist made of it. */
export interface Dialogue {
  /** Id of its evidence. */
  evidence: string;
  task: TaskName;
  language: Language;
  /** As the model was asked, with `<image>` where a picture stood. */
  prompt: string;
  window: [x: number, y: number, width: number, height: number];
  views: KeptView[];
  /** Side of the pictures in pixels. */
  size: number;
  answer: string;
  /** Of yes, or favourability; with the likeliest of the tokens that decided. */
  probability?: number;
  odds: { token: string; probability: number }[];
  model: { name: string; adapter: string | null; base: string | null };
  judgement: Judgement;
  /** Where approved or corrected: what is right, and the same in the form of the model's answers. */
  expected?: ExpectedJson;
  right?: string;
  spectra?: SpectraWitness;
}

/** Which scene; the path itself is not kept. */
export interface SceneIdentity {
  name: string;
  /** Hash of its size, bands and some of its pixels: the same scene under another path is the same. */
  id: string;
  path_sha256: string;
  /** As the user named it, else the folder that holds the scene. */
  district: string;
  synthetic: boolean;
}

/** One line of the list. */
export interface Entry {
  format: 1;
  id: string;
  /** Id of the entry that it stands in for: an earlier one of the same person about the same turn. */
  replaces: string | null;
  verdict: 'approved' | 'corrected' | 'rejected';
  by: string;
  /** ISO time. */
  at: string;
  session: string;
  turn: number;
  question: string;
  language: Language;
  /** The text that was answered. */
  answer: string;
  /** The correction in the geologist's words, or why it was rejected. */
  words?: string;
  scene: SceneIdentity | null;
  dialogues: Dialogue[];
  /** Ids of the turn's evidence. */
  evidence: string[];
  models: Answer['models'];
}

/** An entry as it stands in the file: chained to the one before it, so that a later change shows. */
export type StoredEntry = Entry & { after: string; sha256: string };

/** What is left of an entry whose content the user had removed. */
export interface Forgotten {
  format: 1;
  id: string;
  forgotten: { at: string };
  after: string;
  sha256: string;
}
