import type { Evidence } from '../../core/evidence.ts';
import { readPixel } from '../../tools/spectral/outputs/read-pixel.ts';
import { readMapWindow } from '../../tools/spectral/outputs/read-window.ts';
import { type Desk, workSteps } from '../desk.ts';
import { sceneEvidence } from '../ledger/ledger.ts';
import { libraryEvidence, libraryNames } from '../library-evidence.ts';
import { pixelEvidence, summaryEvidence, windowEvidence } from '../scene-evidence.ts';
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
        const place = part.window ?? (part.point && { ...part.point, width: 1, height: 1 });
        if (!place) continue;
        const { width, height } = map.summary.size;
        const { x, y } = place;
        if (x < 0 || y < 0 || x + place.width > width || y + place.height > height) {
          evidence.push(
            sceneEvidence(map.summary.scene, 'scene.json#/size/width', 'width', width, 'pixels'),
            sceneEvidence(map.summary.scene, 'scene.json#/size/height', 'height', height, 'pixels'),
          );
          findings.push({
            step: step.id,
            part: part.id,
            evidence: [],
            missing: [`${x}, ${y}`],
            coverage: 0,
            note: 'outside',
          });
          continue;
        }
        if (part.window) {
          evidence.push(...windowEvidence(map.summary.scene, await readMapWindow(map.folder, part.window)));
          continue;
        }
        evidence.push(...pixelEvidence(map.summary.scene, await readPixel(map.folder, x, y)));
      }
    });
    if (evidence.length) desk.emit({ type: 'evidence', evidence });
    return { plan: steps, evidence, findings };
  };
}
