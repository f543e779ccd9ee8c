import judged from './judge.json' with { type: 'json' };

const { passage, answered } = judged;

/** What is known of the sentence that a passage has to offer. Shares are 0..1. */
export interface PassageSigns {
  /** The reader's share of the sentence, and of anything in its passage. */
  sentence: number;
  answers: number;
  /** The passage's score among those that were read, 0 for the last and 1 for the first; whether it is the first. */
  rank: number;
  first: number;
  /** How far its score lies above the last one's. */
  score: number;
  /** Of the question's terms in the sentence, and of its names in the passage. */
  terms: number;
  names: number;
  /** 1 where the sentence holds a value of the kind that is asked for, in a passage on the subject. */
  gives: number;
}

/** What is known of a question once passages were read. Each is a share or 0 or 1, larger where an answer is likelier. */
export interface AnswerSigns {
  /** The reader's share of "something answers": the largest, the second largest, the mean of five, that of the first passage. */
  most: number;
  second: number;
  mean: number;
  first: number;
  /** The largest share of a sentence. */
  sentence: number;
  /** 0, or −1 where the documents lack a name of the question, where they lack its date. */
  named: number;
  dated: number;
  /** Share of the question's terms that no passage has, negative. */
  spoken: number;
  /** Share of the question's terms in the sentence that the reader points at, in the passage that most likely answers. */
  terms: number;
  /** 0, or −1 where a value is asked for and no passage that was read holds one of its kind. */
  valued: number;
}

const log = (share: number) => Math.log(share + 1e-3);
const odds = (share: number) => Math.log((share + 1e-3) / (1 - share + 1e-3));

/** Where in a passage the answer stands: mostly where the reader points. Larger is better. */
export function sentenceScore(share: number, terms: number): number {
  return log(share) + terms;
}

/** A conditional logit: larger is better, comparable within one question only. */
export function passageScore(signs: PassageSigns): number {
  return (
    passage.sentence * log(signs.sentence) +
    passage.answers * odds(signs.answers) +
    passage.rank * signs.rank +
    passage.first * signs.first +
    passage.score * signs.score +
    passage.terms * signs.terms +
    passage.names * signs.names +
    passage.gives * signs.gives
  );
}

/** How likely it is that the passages answer, as logarithm of the odds that the training questions had. */
export function answerOdds(signs: AnswerSigns): number {
  return (
    answered.bias +
    answered.most * odds(signs.most) +
    answered.second * odds(signs.second) +
    answered.mean * odds(signs.mean) +
    answered.first * odds(signs.first) +
    answered.sentence * odds(signs.sentence) +
    answered.named * signs.named +
    answered.dated * signs.dated +
    answered.spoken * signs.spoken +
    answered.terms * signs.terms +
    answered.valued * signs.valued
  );
}

/** Whether that is enough to answer. Where no value of the kind that is asked for was read, the reader has to be sure by itself. */
export function isAnswered(signs: AnswerSigns): boolean {
  if (signs.valued < 0 && signs.most < judged.least_sure) return false;
  return answerOdds(signs) >= judged.least_odds;
}
