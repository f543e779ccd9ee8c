import type { ChatAnswer, ChatModel, ChatRequest, VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import { taskMessages } from './messages.ts';
import {
  digitPlaces,
  expectedNumber,
  type NumberOdds,
  numberInText,
  prefixesToAsk,
  secondDigit,
} from './number-odds.ts';
import { type Box, parseBoxes } from './parse/boxes.ts';
import { type Description, parseDescription } from './parse/description.ts';
import { type MineralShare, parseMinerals } from './parse/minerals.ts';
import type { SceneView } from './scene-views.ts';
import type { Subject } from './subject.ts';
import { type TaskName, taskQuestion } from './tasks.ts';
import { readYesNo, type TokenOdds } from './yes-no.ts';

/** How many tokens are told in each place: OpenAI's most. */
const TOPS = 20;

export interface AskOptions extends SlowCall {
  task: TaskName;
  language: Language;
  /** What a yes/no or boxes are asked about: a mineral or an alteration type; copper-related alteration, and all minerals, when left out. */
  subject?: Subject;
  /** Name of an adapter that the model serves; its own name where it is left out. */
  adapter?: string;
}

/** What a model said of a window, read. */
export interface WindowAnswer {
  /** As it was written. */
  answer: string;
  yes?: boolean;
  /** Of yes, or the copper-related favourability; 0 to 1. */
  probability?: number;
  /** Of yes: whether the card's calibration was applied. */
  calibrated?: boolean;
  /** Of favourability: how the number was read. */
  probability_from?: NumberOdds['from'];
  /** Of the tokens that decided, the likeliest. */
  odds?: TokenOdds[];
  minerals?: MineralShare[];
  boxes?: Box[];
  description?: Description;
  /** Tokens that the model wrote. */
  tokens: number;
}

/**
 * Puts one task to a model for each of many windows.
 * @param windows the views of each
 * @returns an answer a window, in their order. An answer without a yes, a number or a box in it lacks that field.
 * @throws what {@link ChatModel.completeMany} throws
 */
export async function askWindows(
  model: ChatModel,
  windows: readonly (readonly SceneView[])[],
  { task, language, subject, adapter, ...slow }: AskOptions,
): Promise<WindowAnswer[]> {
  const card = await model.card(adapter);
  const asked = taskQuestion(task, language, subject);
  const needsOdds = task === 'yesno' || task === 'probability';
  const requests = windows.map(
    (views): ChatRequest => ({
      messages: taskMessages(views, asked, card !== null),
      ...(adapter === undefined ? {} : { model: adapter }),
      max_tokens: card === null ? asked.tokens.others : asked.tokens.own,
      temperature: 0,
      ...(needsOdds ? { logprobs: true, top_logprobs: TOPS } : {}),
    }),
  );
  const answers = await completeAll(model, requests, needsOdds, slow);
  const numbers =
    task === 'probability' ? await numbersOf(model, requests, answers, card !== null, slow) : new Array(answers.length);
  return answers.map((answer, at) => readAnswer(task, answer, card, numbers[at] ?? null, subject !== undefined));
}

/** As {@link askWindows}, for one window. */
export async function askWindow(
  model: ChatModel,
  views: readonly SceneView[],
  options: AskOptions,
): Promise<WindowAnswer> {
  return (await askWindows(model, [views], options))[0]!;
}

/** Servers that tell no token probabilities refuse requests for them: these are asked again without. */
async function completeAll(
  model: ChatModel,
  requests: ChatRequest[],
  needsOdds: boolean,
  slow: SlowCall,
): Promise<ChatAnswer[]> {
  try {
    return await model.completeMany(requests, slow);
  } catch (error) {
    const refused = error instanceof GossanError && error.code === 'VISION_REQUEST' && /logprob/i.test(error.message);
    if (!needsOdds || !refused) throw error;
    const plain = requests.map(({ logprobs: _, top_logprobs: __, ...rest }) => rest);
    return model.completeMany(plain, slow);
  }
}

/**
 * Favourability as an expected value. The second digit after each likely first one is asked of models that are known to go
 * on after a prefix, which are Gossan's own; a server that ignores the wish would answer something else unnoticed.
 */
async function numbersOf(
  model: ChatModel,
  requests: readonly ChatRequest[],
  answers: readonly ChatAnswer[],
  goesOn: boolean,
  slow: SlowCall,
): Promise<(NumberOdds | null)[]> {
  const places = answers.map(({ logprobs }) => digitPlaces(logprobs));
  const wanted = places.flatMap((place, at) =>
    goesOn && place ? prefixesToAsk(place).map((ask) => ({ at, ...ask })) : [],
  );
  const continued = await model.completeMany(
    wanted.map(({ at, prefix }) => ({
      ...requests[at]!,
      messages: [...requests[at]!.messages, { role: 'assistant' as const, content: prefix }],
      continue_final_message: true,
      add_generation_prompt: false,
      max_tokens: 1,
    })),
    slow.signal ? { signal: slow.signal } : {},
  );
  const seconds = places.map(() => new Map<number, number>());
  for (const [index, { at, digit }] of wanted.entries()) {
    const second = secondDigit(continued[index]!);
    if (second !== undefined) seconds[at]!.set(digit, second);
  }
  return answers.map(({ text }, at) => {
    const place = places[at];
    if (place) {
      return {
        value: expectedNumber(place, seconds[at]!),
        from: goesOn && place.first ? 'digit tokens' : 'generated digits',
        odds: place.odds,
      };
    }
    const value = numberInText(text);
    return value === null ? null : { value, from: 'text', odds: [] };
  });
}

function readAnswer(
  task: TaskName,
  { text, usage, logprobs }: ChatAnswer,
  card: VisionCard | null,
  number: NumberOdds | null,
  named: boolean,
): WindowAnswer {
  const said = { answer: text.trim(), tokens: usage?.completion_tokens ?? logprobs.length };
  switch (task) {
    case 'yesno': {
      const read = readYesNo(logprobs, text, card, named ? 'present' : 'yesno');
      return { ...said, ...read };
    }
    case 'probability':
      return number === null
        ? said
        : { ...said, probability: number.value, probability_from: number.from, odds: number.odds };
    case 'minerals':
      return { ...said, minerals: parseMinerals(text) };
    case 'ground':
      return { ...said, boxes: parseBoxes(text) };
    case 'describe':
      return { ...said, description: parseDescription(text) };
  }
}
