import type { Evidence } from '../../core/evidence.ts';
import { readPixel } from '../../tools/spectral/outputs/read-pixel.ts';
import { type Desk, workSteps } from '../desk.ts';
import { sceneEvidence } from '../ledger/ledger.ts';
import { libraryEvidence, libraryNames } from '../library-evidence.ts';
import { pixelEvidence, summaryEvidence } from '../scene-evidence.ts';
import type { Finding, Turn, TurnUpdate } from '../state.ts';

/** Maps the scene (or takes the map from the cache) and puts its numbers into the ledger, each with its address. */
export function spectralAnalyst(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const evidence: Evidence[] = [];
    const findings: Finding[] = [];
    const { steps } = await workSteps(desk, turn.plan, 'spectral-analyst', async (step) => {
      const parts = turn.understanding!.parts.filter((one) => turn.stepParts[step.id]?.includes(one.id));
      for (const part of parts) if (part.intent === 'distinguish') evidence.push(...libraryEvidence(part.minerals));
      if (!turn.options.scene || parts.every((part) => part.intent === 'distinguish')) return;
      const map = await desk.sceneMap(turn.options.scene, turn.options.aoi);
      evidence.push(...summaryEvidence(map.summary), libraryNames());
      for (const part of parts) {
        if (!part.point) continue;
        const { width, height } = map.summary.size;
        const { x, y } = part.point;
        if (x < 0 || y < 0 || x >= width || y >= height) {
          evidence.push(
            sceneEvidence(map.summary.scene, 'scene.json#/size/width', 'width', width, 'pixels'),
            sceneEvidence(map.summary.scene, 'scene.json#/size/height', 'height', height, 'pixels'),
          );
          findings.push({
            step: step.id,
            part: part.id,
            evidence: [],
            missing: [`${part.point.x}, ${part.point.y}`],
            coverage: 0,
            note: 'outside',
          });
          continue;
        }
        const reading = await readPixel(map.folder, part.point.x, part.point.y);
        evidence.push(...pixelEvidence(map.summary.scene, reading));
      }
    });
    if (evidence.length) desk.emit({ type: 'evidence', evidence });
    return { plan: steps, evidence, findings };
  };
}
