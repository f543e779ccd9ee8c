import { GossanError } from '../../core/errors.ts';
import { buildSet } from '../../fine-tune/dataset/build.ts';
import limits from '../../fine-tune/dataset/limits.json' with { type: 'json' };
import { openSet, setNames, versionsOf } from '../../fine-tune/dataset/manifest.ts';
import { approvedLines } from '../../fine-tune/dataset/read/approved-lines.ts';
import type { SplitRules } from '../../fine-tune/dataset/split.ts';
import type { Conversation } from './conversation.ts';
import { wrong } from './wrong.ts';

/** The set that `/retrain` keeps of the answers that were judged, a version whenever there are more of them. */
const OF_ANSWERS = 'approved';

/** A scene with judged answers, and how many lines to learn they make. */
interface JudgedScene {
  scene: string;
  lines: number;
}

/**
 * The name of the set to learn from. Where none was named, that of the approved and corrected answers: made anew with what
 * was judged since, or made for the first time after asking which scene shall prove the adapter. Without judged answers, the
 * only set that there is. Null where the user turned away or the build was stopped.
 * @throws GossanError USAGE, DATASET_UNKNOWN, CURATION_CHANGED
 */
export async function setToLearn(chat: Conversation, named: string | undefined): Promise<string | null> {
  if (named !== undefined) return named;
  const judged = judgedScenes();
  if (judged.length === 0) return onlySet(chat.zh);
  const proof = versionsOf(OF_ANSWERS).length ? proofBefore() : await askForProof(chat, judged);
  return proof && (await build(chat, proof)) ? OF_ANSWERS : null;
}

/** What is kept out of training. */
type Proof = Pick<SplitRules, 'targetScenes' | 'targetDistricts'>;

/** As the latest version has it. */
function proofBefore(): Proof {
  const { target_scenes, target_districts } = openSet(OF_ANSWERS).manifest.split;
  return { targetScenes: target_scenes, targetDistricts: target_districts };
}

function judgedScenes(): JudgedScene[] {
  const lines = new Map<string, number>();
  for (const { scene } of approvedLines()) if (scene) lines.set(scene, (lines.get(scene) ?? 0) + 1);
  return [...lines].map(([scene, count]) => ({ scene, lines: count })).sort((a, b) => b.lines - a.lines);
}

/**
 * Scenes that the user names; null where all answers are about one, or the user turned away.
 * @throws GossanError USAGE where none would be left to learn from
 */
async function askForProof(chat: Conversation, judged: readonly JudgedScene[]): Promise<Proof | null> {
  const { zh } = chat;
  if (judged.length === 1) {
    const { scene } = judged[0]!;
    chat.say({
      kind: 'note',
      text: zh
        ? `已判定的回答都来自 ${scene}。还需另一景影像的回答，用来检验适配器，不参与训练。`
        : `All judged answers are about ${scene}. Judge answers about another scene too: it proves the adapter and is not learned from.`,
    });
    return null;
  }
  const rows = judged.map(
    ({ scene, lines }, at) => `${at + 1}  ${scene}  ${lines} ${zh ? '条' : lines === 1 ? 'line' : 'lines'}`,
  );
  chat.say({
    kind: 'text',
    text: [
      zh
        ? '哪一景用来检验？它不参与训练；只有在它上面的回答变好，适配器才会启用。'
        : 'Which scene shall prove it? It is not learned from, and the adapter is taken only where answers about it get better.',
      ...rows,
    ].join('\n'),
  });
  const answer = await chat.askUser(zh ? '序号（可写几个，如 1 3）' : 'Number, or several such as 1 3');
  const numbers = (answer?.match(/\d+/g) ?? []).map(Number);
  const scenes = judged.filter((_, at) => numbers.includes(at + 1)).map(({ scene }) => scene);
  if (scenes.length === judged.length)
    throw wrong(zh ? '至少留一景用于训练。' : 'At least one scene must be left to learn from.');
  if (scenes.length === 0) {
    chat.say({ kind: 'note', text: zh ? '未开始。' : 'Nothing was begun.' });
    return null;
  }
  return { targetScenes: scenes, targetDistricts: [] };
}

async function build(chat: Conversation, proof: Proof): Promise<boolean> {
  let built = false;
  await chat.runTurn(async (_, { signal, onEvent }) => {
    await buildSet(OF_ANSWERS, [{ name: OF_ANSWERS, lines: approvedLines() }], {
      ...proof,
      validation: limits.validation_share.value,
      seed: 1,
      signal,
      onProgress: ({ step, ...count }) => onEvent({ type: 'progress', agent: 'vision-analyst', text: step, ...count }),
    });
    built = true;
  });
  return built;
}

/** @throws GossanError DATASET_UNKNOWN, USAGE where there are several */
function onlySet(zh: boolean): string {
  const names = setNames();
  if (names.length === 1) return names[0]!;
  if (names.length)
    throw wrong(
      zh
        ? `请指明数据集，如 /retrain ${names[0]}；现有：${names.join('、')}。`
        : `/retrain needs the name of a set: ${names.join(', ')}.`,
    );
  throw new GossanError('DATASET_UNKNOWN', {
    name: OF_ANSWERS,
    suggestion: zh
      ? '请先用 /approve 或 /correct 判定几条视觉模型的回答，再输入 /retrain。'
      : 'Judge some answers of the vision model with /approve or /correct first; /retrain makes the set of them.',
  });
}
