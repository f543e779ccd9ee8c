import type { Desk } from '../desk.ts';
import { type Question, type QuestionPart, understand } from '../reasoner/builtin/question.ts';
import { reportQuestion } from '../reasoner/builtin/report-question.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Side of the ground that "around" means, in pixels: what the small model's views show without averaging. */
const AROUND = 48;

/** Reads the question (its parts, what each needs) and lays out the steps. */
export function planner(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const { mode, lang, focus, dwellOn } = turn.options;
    const understanding =
      mode === 'report' ? reportQuestion(lang ?? 'en', dwellOn) : understand(turn.question, focus, lang ?? undefined);
    if (turn.options.scene) {
      for (const part of understanding.parts) {
        if (!part.lonLat || part.point) continue;
        const point = await desk.pixelOf(turn.options.scene, part.lonLat.lon, part.lonLat.lat);
        if (point) part.point = point;
        understanding.focus.point = part.point;
      }
      await placeWindows(desk, understanding.parts, turn.options.scene);
    }
    const { steps, stepParts, notes } = await desk.reasoner.plan({
      question: understanding,
      options: turn.options,
      visionConfigured: desk.vision !== null,
      signal: desk.signal,
      onCall: desk.meter.add,
      onWriting: (words) => desk.emit({ type: 'writing', model: desk.reasoner.name, words }),
    });
    desk.emit({ type: 'plan', plan: steps });
    if (understanding.left > 0) notes.push(tooMany(understanding));
    return { understanding, plan: steps, stepParts, notes, usage: desk.meter.take() };
  };
}

function tooMany({ parts, left, language }: Question): string {
  return language === 'zh'
    ? `一次回答 ${parts.length} 个问题；另有 ${left} 个没有回答，请另行提问。`
    : `${parts.length} questions are answered at once; ${left} more were left out: ask them by themselves.`;
}

/** Ground around a point as a window of the scene, moved inside of it at its edges. */
async function placeWindows(desk: Desk, parts: QuestionPart[], scene: string): Promise<void> {
  for (const part of parts) {
    if (!part.around || !part.point) continue;
    const size = await desk.sceneSize(scene);
    if (part.point.x >= size.width || part.point.y >= size.height) continue;
    const [width, height] = [Math.min(AROUND, size.width), Math.min(AROUND, size.height)];
    const start = (at: number, side: number, all: number) => Math.max(0, Math.min(all - side, at - (side >> 1)));
    part.window = {
      x: start(part.point.x, width, size.width),
      y: start(part.point.y, height, size.height),
      width,
      height,
    };
  }
}
