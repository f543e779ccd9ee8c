import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from '../../core/chat-model.ts';
import { asGossanError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import { plainLine } from '../../core/plain-text.ts';
import { type Desk, workSteps } from '../desk.ts';
import { modelEvidence } from '../ledger/ledger.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** The prompt of task 2 of the vision model (open question: which alteration minerals). */
const MINERALS_PROMPT =
  'This is a view of a hyperspectral scene. Which hydrothermal alteration minerals does it show? Answer with their names only.';

/** Asks the vision model about the scene's picture. A model that does not answer costs the turn nothing but a note. */
export function visionAnalyst(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const evidence: Evidence[] = [];
    const notes: string[] = [];
    const { steps } = await workSteps(desk, turn.plan, 'vision-analyst', async () => {
      const vision = desk.vision!;
      const map = await desk.sceneMap(turn.options.scene!);
      try {
        const picture = readFileSync(join(map.folder, 'quicklook.png')).toString('base64');
        const content = [
          { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${picture}` } },
          { type: 'text' as const, text: MINERALS_PROMPT },
        ];
        const { text } = await collect(vision.complete({ messages: [{ role: 'user', content }] }, desk.signal));
        evidence.push(modelEvidence(vision.name, 'minerals', plainLine(text.trim())));
      } catch (error) {
        desk.signal?.throwIfAborted();
        notes.push(asGossanError(error).message);
      }
    });
    if (evidence.length) desk.emit({ type: 'evidence', evidence });
    return { plan: steps, evidence, notes, models: { vision: desk.vision!.name } };
  };
}
