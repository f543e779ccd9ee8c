import { join } from 'node:path';
import { curationFolder, currentEntries, readList } from '../../curation/list.ts';
import type { LooseLine } from '../set-line.ts';

/** The approved and corrected dialogues of the list, in the set's form. @throws GossanError CURATION_CHANGED */
export function* approvedLines(folder = curationFolder()): Generator<LooseLine> {
  const list = readList(folder);
  for (const [at, entry] of currentEntries(list).entries()) {
    const { scene, by } = entry;
    if (!scene) continue;
    for (const dialogue of entry.dialogues) {
      const { judgement, right, expected, task, language, views, window, prompt, answer, spectra } = dialogue;
      if ((judgement !== 'approved' && judgement !== 'corrected') || right === undefined) continue;
      const channels = views.flatMap(({ recipe, channels }) => (channels ? [[recipe, join(folder, channels)]] : []));
      yield {
        origin: { path: join(folder, 'entries.jsonl'), line: at + 1 },
        image: views.map(({ image }) => join(folder, image)),
        conversations: [
          { from: 'user', value: prompt },
          { from: 'assistant', value: right },
        ],
        task,
        language,
        views: views.map(({ recipe }) => recipe),
        ...(channels.length ? { channels: Object.fromEntries(channels) as Record<string, string> } : {}),
        scene: `${scene.name}-${scene.id.slice(0, 8)}`,
        district: scene.district,
        window,
        weight: 1,
        source: judgement,
        by,
        ...(expected === undefined ? {} : { expected }),
        said: answer,
        ...(spectra ? { spectra } : {}),
      };
    }
  }
}
