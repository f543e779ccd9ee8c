import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeReply } from '../../agents/vision/answer-form.ts';
import type { TaskName } from '../../agents/vision/tasks.ts';
import type { Answer } from '../../core/answer.ts';
import { GossanError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Session, Turn } from '../../core/session.ts';
import { mapOfScene } from '../../tools/spectral/map-cache.ts';
import { readMapWindow } from '../../tools/spectral/outputs/read-window.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import type { PixelWindow } from '../../tools/spectral/types.ts';
import { sameReply } from './apply-correction.ts';
import type { Dialogue, Entry, Judgement, SceneIdentity, SpectraWitness } from './entry.ts';
import { keepViews } from './keep-views.ts';
import { appendEntry, curationFolder } from './list.ts';
import { readCorrection } from './read-correction.ts';
import { expectedOf, replyOf } from './replies.ts';
import { identifyScene } from './scene-identity.ts';
import { witnessOf } from './spectra-witness.ts';

/** What a person says of a turn. */
export interface Judging {
  verdict: 'approve' | 'correct' | 'reject';
  by: string;
  /** The correction, or the reason of a rejection. */
  words?: string | undefined;
  /** In place of the folder that holds the scene. */
  district?: string | undefined;
}

/** What would be kept: to be shown before it is. Pictures are drawn by {@link keepJudgement}. */
export interface JudgedTurn {
  session: string;
  turn: Turn;
  judging: Judging;
  dialogues: Omit<Dialogue, 'views' | 'spectra'>[];
}

/** The answered turn of a session. @throws GossanError TURN_UNKNOWN */
export function answeredTurn(session: Session, number: number): Turn & { answer: Answer } {
  const turn = session.history.find((one) => one.turn === number);
  const detail = turn ? `it is ${turn.status}` : `it has ${session.history.length}`;
  if (!turn?.answer) throw new GossanError('TURN_UNKNOWN', { id: session.id, turn: number, detail });
  return turn as Turn & { answer: Answer };
}

/**
 * Says what follows from a judgement for each question that the turn put to the vision model. Nothing is written.
 * @throws GossanError CURATION_NOTHING, CORRECTION_UNCLEAR
 */
export function judgeTurn(session: string, turn: Turn & { answer: Answer }, judging: Judging): JudgedTurn {
  const asked = turn.answer.evidence.filter(({ kind, model }) => kind === 'model' && model?.prompt !== undefined);
  if (asked.length === 0 && judging.verdict !== 'reject')
    throw new GossanError('CURATION_NOTHING', { detail: 'the vision model was not asked' });
  const correct = judging.verdict === 'correct' ? readCorrection(judging.words ?? '') : null;
  const dialogues = asked.map((evidence) => judgeDialogue(evidence, judging.verdict, correct));
  if (judging.verdict === 'approve' && dialogues.every(({ judgement }) => judgement === 'open'))
    throw new GossanError('CURATION_NOTHING', { detail: "the model's answers cannot be read" });
  if (correct && dialogues.every(({ judgement }) => judgement === 'open')) {
    const said = asked.map(({ text }) => `"${text.slice(0, 120)}"`).join(', ');
    throw new GossanError('CORRECTION_UNCLEAR', { detail: `"${judging.words}" changes nothing of ${said}` });
  }
  return { session, turn, judging, dialogues };
}

function judgeDialogue(
  { id, text, value, model }: Evidence,
  verdict: Judging['verdict'],
  correct: ReturnType<typeof readCorrection> | null,
): Omit<Dialogue, 'views' | 'spectra'> {
  const { task, answer = text, language = 'en', prompt, window, views, odds, name, adapter, base } = model!;
  const { x, y, width, height } = window;
  const probability = typeof value === 'number' ? value : undefined;
  const said = replyOf(task as TaskName, answer, probability);
  const right = correct ? correct(task as TaskName, said, language) : verdict === 'approve' ? said : null;
  const judgement: Judgement =
    verdict === 'reject'
      ? 'rejected'
      : right === null
        ? 'open'
        : said !== null && sameReply(said, right, language)
          ? 'approved'
          : 'corrected';
  return {
    evidence: id,
    task: task as TaskName,
    language,
    prompt: prompt!,
    window: [x, y, width, height],
    size: views.size,
    answer,
    ...(probability === undefined ? {} : { probability }),
    odds,
    model: { name, adapter, base },
    judgement,
    ...(right ? { expected: expectedOf(right), right: writeReply(right, language) } : {}),
  };
}

/**
 * Keeps a judgement: the pictures that the model saw, then the entry.
 * @returns the entry as it stands in the list, and where a torn line was put aside
 * @throws GossanError CURATION_SCENE, FILE_NOT_FOUND (the scene is gone), and what reading and appending throw
 */
export async function keepJudgement(judged: JudgedTurn, slow: SlowCall = {}): Promise<ReturnType<typeof appendEntry>> {
  const { session, turn, judging } = judged;
  const answer = turn.answer!;
  const seen = await keepWhatWasSeen(judged, slow).catch((error: unknown) => withoutPictures(judged, error));
  const corrected = seen.dialogues.some(({ judgement }) => judgement === 'corrected');
  const entry: Omit<Entry, 'replaces'> = {
    format: 1,
    id: `${new Date().toISOString().replace(/[-:.]/g, '').slice(0, 15)}-${randomBytes(4).toString('hex')}`,
    verdict: judging.verdict === 'reject' ? 'rejected' : corrected ? 'corrected' : 'approved',
    by: judging.by,
    at: new Date().toISOString(),
    session,
    turn: turn.turn,
    question: turn.question,
    language: answer.language,
    answer: answer.answer,
    ...(judging.words === undefined ? {} : { words: judging.words }),
    ...seen,
    evidence: answer.evidence.map(({ id }) => id),
    models: answer.models,
  };
  return appendEntry(entry);
}

/** A rejection needs no pictures: it can be kept when the scene is gone. @throws the error where it is something else */
function withoutPictures({ judging, dialogues }: JudgedTurn, error: unknown): { scene: null; dialogues: Dialogue[] } {
  const gone = error instanceof GossanError && ['CURATION_SCENE', 'FILE_NOT_FOUND'].includes(error.code);
  if (judging.verdict !== 'reject' || !gone) throw error;
  return { scene: null, dialogues: dialogues.map((dialogue) => ({ ...dialogue, views: [] })) };
}

async function keepWhatWasSeen(
  { turn, judging, dialogues }: JudgedTurn,
  slow: SlowCall,
): Promise<{ scene: SceneIdentity | null; dialogues: Dialogue[] }> {
  if (dialogues.length === 0) return { scene: null, dialogues: [] };
  const path = turn.scene;
  if (path === null || !existsSync(path)) throw new GossanError('FILE_NOT_FOUND', { path: path ?? 'the scene' });
  const { signal } = slow;
  const reader = await openScene(path, signal ? { signal } : {});
  try {
    const scene = await identifyScene(reader, { district: judging.district, signal });
    const kept: Dialogue[] = [];
    for (const dialogue of dialogues) {
      const evidence = turn.answer!.evidence.find(({ id }) => id === dialogue.evidence)!;
      const views = await keepViews(evidence, reader, curationFolder(), { signal });
      kept.push({ ...dialogue, views, spectra: await witness(path, evidence.model!.window, slow) });
    }
    return { scene, dialogues: kept };
  } finally {
    await reader.close();
  }
}

async function witness(path: string, window: PixelWindow, slow: SlowCall): Promise<SpectraWitness> {
  const map = await mapOfScene(path, slow);
  return witnessOf(await readMapWindow(map.folder, window));
}
