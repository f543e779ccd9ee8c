import { type Desk, workTurn } from '../desk.ts';
import { Ledger } from '../ledger/ledger.ts';
import { modelAgainstScene } from '../ledger/model-against-scene.ts';
import { phrase, type Sentence } from '../ledger/sentence.ts';
import { sentence } from '../reasoner/builtin/compose/say.ts';
import type { Question } from '../reasoner/builtin/question.ts';
import type { ComposeOutput } from '../reasoner/reasoner.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Writes the draft from the ledger; after a RETRY, once more, with the reviewer's reasons. */
export function responder(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const question = turn.understanding!;
    const ledger = new Ledger(turn.evidence);
    const rewriting = turn.review?.verdict === 'RETRY';
    const pages = () => desk.knowledgeBase(turn.options.kb);
    desk.live.begin(question, ledger, pages);
    const { result, steps } = await workTurn(desk, turn.plan, 'responder', () =>
      desk.reasoner.compose({
        question,
        language: question.language,
        options: turn.options,
        ledger,
        findings: turn.findings,
        plan: turn.plan,
        reasons: rewriting ? turn.review!.reasons : [],
        signal: desk.signal,
        onCall: desk.meter.add,
        onWriting: (words) => desk.emit({ type: 'writing', model: desk.reasoner.name, words }),
        onSentence: (written) => desk.live.offer(written),
      }),
    );
    const { refusal, notes } = result;
    const model: Pick<ComposeOutput, 'sentences' | 'contradictions'> = refusal
      ? { sentences: [], contradictions: [] }
      : modelAgainstScene(question, ledger, question.language);
    const sentences = [...result.sentences, ...model.sentences];
    const contradictions = [...result.contradictions, ...model.contradictions];
    const draft = labelSynthetic(sentences, ledger, question);
    await desk.live.settle(draft, [...notes, ...(rewriting ? turn.review!.reasons : [])]);
    return {
      plan: steps,
      draft,
      usage: desk.meter.take(),
      contradictions,
      refusal,
      notes,
      models: { reasoner: desk.reasoner.name },
      ...(rewriting ? { review: { ...turn.review!, rewrites: 1 as const } } : {}),
    };
  };
}

/** Whoever wrote it: what rests on a synthetic scene says so. */
function labelSynthetic(sentences: Sentence[], ledger: Ledger, question: Question): Sentence[] {
  const label = ledger.scene('/synthetic');
  const ofScene = (id: string) => {
    const evidence = ledger.get(id);
    return evidence?.kind === 'scene' && !evidence.address.startsWith('library.json');
  };
  const restsOnScene = sentences.some((one) => one.role !== 'frame' && one.evidence.some(ofScene));
  const said = sentences.some((one) => /synthetic|合成/.test(one.text));
  if (label?.value !== 'true' || !restsOnScene || said) return sentences;
  const part = question.parts.at(-1)!.id;
  const text =
    question.language === 'zh' ? '（这是合成影像，不是真实地点。）' : 'The scene is synthetic and shows no real place.';
  return [...sentences, sentence(part, 'caveat', phrase`${text}`, [label])];
}
