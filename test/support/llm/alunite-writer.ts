import { type ScriptedModel, scriptedModel } from './scripted.ts';

/** The first sentence of {@link aluniteWriter}, as it is shown when the guards have passed it. */
export const FIRST_SENTENCE = /The map counts alunite over \d+\.\d\d km² of ground\./;

/** A model that writes one true sentence about alunite, waits until it is let go on, and writes another. */
export async function aluniteWriter(
  second: (area: string) => string = (area) => `So alunite takes up ${area} km² in all.`,
): Promise<ScriptedModel & { goOn(): void }> {
  let waiting: (() => void)[] = [];
  const model = await scriptedModel(
    (prompt) => {
      const [, label, value] = /^(E\d+) .*minerals · alunite · area km2.*= ([\d.]+) km2/m.exec(prompt)!;
      const area = Number(value).toFixed(2);
      return [`The map counts alunite over ${area} km² of ground.`, second(area)].map((text) => ({
        text,
        evidence: [label!],
      }));
    },
    () => new Promise((resolve) => waiting.push(resolve)),
  );
  return {
    ...model,
    goOn: () => {
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
