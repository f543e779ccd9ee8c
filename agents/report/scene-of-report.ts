import { basename } from 'node:path';
import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import type { ReportText } from '../../core/report.ts';
import type { SceneMap } from '../../tools/spectral/map-cache.ts';
import type { SceneReader, SceneSummary } from '../../tools/spectral/types.ts';
import { Ledger, sceneEvidence } from '../ledger/ledger.ts';
import { numbersIn } from '../ledger/numbers.ts';
import { phrase, type Said } from '../ledger/sentence.ts';
import { SceneFacts } from '../reasoner/builtin/compose/facts.ts';
import { mineralName } from '../reasoner/builtin/compose/say.ts';
import { summaryEvidence } from '../scene-evidence.ts';

/** What the chapters of a report are written from: the map, its numbers as evidence, and the open scene. */
export class SceneOfReport {
  readonly summary: SceneSummary;
  readonly folder: string;
  readonly reader: SceneReader;
  readonly language: Language;
  readonly facts: SceneFacts;
  readonly #evidence: Evidence[];

  constructor(map: SceneMap, reader: SceneReader, language: Language) {
    this.summary = map.summary;
    this.folder = map.folder;
    this.reader = reader;
    this.language = language;
    this.#evidence = summaryEvidence(map.summary);
    this.facts = new SceneFacts(new Ledger(this.#evidence));
  }

  /** Everything that a number of the report may rest on. */
  get evidence(): readonly Evidence[] {
    return this.#evidence;
  }

  get isChinese(): boolean {
    return this.language === 'zh';
  }

  /** The field of `scene.json` at a JSON Pointer. */
  at(pointer: string): Evidence | undefined {
    return this.facts.at(pointer);
  }

  /** A number that stands in another file of the map or of the scene. */
  measured(address: string, what: string, value: number, unit?: string): Evidence {
    const one = sceneEvidence(this.summary.scene, address, `${what} = ${value}${unit ? ` ${unit}` : ''}`, value, unit);
    this.#evidence.push(one);
    return one;
  }

  /** Words of a data file that ships with Gossan, their numbers bound to their place in it. */
  fixed(words: string, address: string): ReportText {
    const numbers = numbersIn(words)
      .filter(({ text }) => /\d/.test(text))
      .map(({ text, value, unit }) => {
        const one = this.measured(address, words, value, unit);
        return { text, value, unit, evidence: one.id };
      });
    return { text: words, numbers };
  }

  /** The scene's own file, as an address names it. */
  get file(): string {
    return basename(this.reader.path);
  }

  /** Names of minerals behind each other; `more` where the list goes on. */
  mineralList(names: readonly string[], more = false): string {
    const shown = names.map((name) => mineralName(name, [name], this.language));
    return `${shown.join(this.say(', ', '、'))}${more ? this.say(' …', '等') : ''}`;
  }

  /** One of two wordings. */
  say<T>(en: T, zh: T): T {
    return this.isChinese ? zh : en;
  }
}

/** A said value or a phrase as text of a report. */
export function told(said: Said | (Said & { numbers: ReportText['numbers'] }) | string): ReportText {
  if (typeof said === 'string') return { text: said };
  const numbers = 'numbers' in said ? said.numbers : said.number ? [said.number] : undefined;
  return { text: said.text, ...(numbers?.length ? { numbers } : {}) };
}

export { phrase };
