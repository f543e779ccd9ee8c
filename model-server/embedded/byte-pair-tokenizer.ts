import { GossanError } from '../../core/errors.ts';

interface Split {
  type: 'Split';
  pattern: { Regex?: string; String?: string };
  behavior: string;
  invert?: boolean;
}

interface ByteLevel {
  type: 'ByteLevel';
  add_prefix_space?: boolean;
  use_regex?: boolean;
}

/** A text that is one token wherever it stands: the marks of a chat (`special`), and names. */
interface AddedToken {
  id: number;
  content: string;
  special?: boolean;
  single_word?: boolean;
  lstrip?: boolean;
  rstrip?: boolean;
  normalized?: boolean;
}

/** What is read of a `tokenizer.json` of Hugging Face's tokenizers. */
interface TokenizerFile {
  added_tokens?: AddedToken[];
  normalizer?: { type: string } | null;
  pre_tokenizer?: { type: 'Sequence'; pretokenizers: (Split | ByteLevel)[] } | ByteLevel | null;
  model: { type?: string; vocab: Record<string, number>; merges: (string | [string, string])[] };
}

/** How GPT-2's tokenizer cuts words where the file gives no pattern of its own (Radford et al. 2019). */
const GPT2_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
/** Words are few and come back: their tokens are kept, so many at most. */
const KEPT_WORDS = 4096;
/** No language has longer ones; joining takes the square of the length, and whoever may ask may send such a word. */
const LONGEST_WORD = 1000;

/**
 * Byte-level byte-pair encoding (Sennrich et al. 2016; on bytes, Radford et al. 2019) from the `tokenizer.json` of a Qwen
 * model. Reads what such files hold and refuses the rest, since a token elsewhere would change answers silently.
 * Text never becomes a special token: what a user writes cannot end their own message.
 */
export class BytePairTokenizer {
  readonly #file: string;
  readonly #ids: Map<string, number>;
  readonly #ranks = new Map<string, number>();
  readonly #special = new Map<string, number>();
  readonly #names = new Map<string, number>();
  readonly #specialIds: ReadonlySet<number>;
  readonly #anyName: RegExp | null;
  readonly #bytes: Uint8Array[] = [];
  readonly #words: RegExp;
  readonly #composed: boolean;
  readonly #kept = new Map<string, readonly number[]>();

  /** @throws GossanError VISION_FILES where the content is not such a tokenizer */
  constructor(content: string, file: string) {
    this.#file = file;
    const read = this.#parse(content);
    this.#ids = new Map(Object.entries(read.model.vocab));
    for (const [rank, merge] of read.model.merges.entries()) {
      this.#ranks.set(typeof merge === 'string' ? merge : merge.join(' '), rank);
    }
    for (const token of read.added_tokens ?? []) {
      const { id, content: text, special } = token;
      if (token.single_word || token.lstrip || token.rstrip || token.normalized)
        throw this.#wrong(`the token "${text}"`);
      (special ? this.#special : this.#names).set(text, id);
    }
    this.#anyName = anyOf([...this.#names.keys()]);
    this.#words = this.#pattern(read);
    this.#composed = read.normalizer?.type === 'NFC';
    if (read.normalizer && !this.#composed) throw this.#wrong(`normalizer ${read.normalizer.type}`);
    const byteOf = new Map([...BYTE_LETTERS].map(([byte, letter]) => [letter, byte]));
    for (const [letters, id] of this.#ids) this.#bytes[id] = Uint8Array.from(letters, (one) => byteOf.get(one) ?? 0);
    const encoder = new TextEncoder();
    for (const [text, id] of [...this.#names, ...this.#special]) this.#bytes[id] = encoder.encode(text);
    this.#specialIds = new Set(this.#special.values());
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** The id of a special token such as `<|im_end|>`. @throws GossanError VISION_FILES where there is none */
  special(text: string): number {
    const id = this.#special.get(text);
    if (id === undefined) throw this.#wrong(`no token ${text}`);
    return id;
  }

  isSpecial(id: number): boolean {
    return this.#specialIds.has(id);
  }

  /** Tokens of plain text. */
  encode(text: string): number[] {
    // A lone surrogate would have no bytes.
    const whole = text.toWellFormed();
    const tokens: number[] = [];
    for (const [part, isName] of cut(whole, this.#anyName)) {
      if (isName) tokens.push(this.#names.get(part)!);
      else this.#encodePlain(this.#composed ? part.normalize('NFC') : part, tokens);
    }
    return tokens;
  }

  /** The bytes of a token; they need not be whole characters. */
  bytes(id: number): Uint8Array {
    return this.#bytes[id] ?? new Uint8Array(0);
  }

  #encodePlain(text: string, tokens: number[]): void {
    // What the pattern leaves between two words is one as well.
    for (const [word] of cut(text, this.#words)) {
      for (let at = 0; at < word.length; at += LONGEST_WORD) {
        tokens.push(...this.#wordTokens(word.slice(at, at + LONGEST_WORD)));
      }
    }
  }

  #wordTokens(word: string): readonly number[] {
    const known = this.#kept.get(word);
    if (known) return known;
    let letters = '';
    for (const byte of new TextEncoder().encode(word)) letters += BYTE_LETTERS.get(byte)!;
    const tokens = this.#merge([...letters]).map((piece) => {
      const id = this.#ids.get(piece);
      if (id === undefined) throw this.#wrong(`no token for "${piece}"`);
      return id;
    });
    if (this.#kept.size < KEPT_WORDS) this.#kept.set(word, tokens);
    return tokens;
  }

  /** Joins the pair of the lowest rank, the leftmost first, until no pair has one. */
  #merge(pieces: string[]): string[] {
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      let at = -1;
      for (let left = 0; left + 1 < pieces.length; left++) {
        const rank = this.#ranks.get(`${pieces[left]} ${pieces[left + 1]}`);
        if (rank !== undefined && rank < best) [best, at] = [rank, left];
      }
      if (at < 0) return pieces;
      pieces.splice(at, 2, pieces[at]! + pieces[at + 1]!);
    }
  }

  #parse(content: string): TokenizerFile {
    let read: TokenizerFile;
    try {
      read = JSON.parse(content) as TokenizerFile;
    } catch (error) {
      throw this.#wrong((error as Error).message);
    }
    if (!read.model?.vocab || !Array.isArray(read.model.merges)) throw this.#wrong('no byte-pair vocabulary');
    return read;
  }

  /** What matches the words of a text. */
  #pattern({ pre_tokenizer: cut }: TokenizerFile): RegExp {
    const steps = cut?.type === 'Sequence' ? cut.pretokenizers : cut ? [cut] : [];
    const split = steps.find((step) => step.type === 'Split');
    const level = steps.find((step) => step.type === 'ByteLevel');
    const known = steps.length === (split ? 1 : 0) + (level ? 1 : 0) && level && !level.add_prefix_space;
    if (!known || (split && (split.behavior !== 'Isolated' || split.invert || level.use_regex))) {
      throw this.#wrong('a pre-tokenizer that is not known here');
    }
    const words = split ? split.pattern.Regex : level.use_regex === false ? '[^]+' : GPT2_WORDS;
    if (words === undefined) throw this.#wrong('a pre-tokenizer without a pattern');
    return new RegExp(words, 'gu');
  }

  #wrong(detail: string): GossanError {
    return new GossanError('VISION_FILES', { path: this.#file, detail });
  }
}

/**
 * GPT-2's letters for bytes: printable Latin-1 stands for itself, the others follow from U+0100 in order, so that every
 * piece of a vocabulary can be printed.
 */
const BYTE_LETTERS: ReadonlyMap<number, string> = (() => {
  const letters = new Map<number, string>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    letters.set(byte, String.fromCodePoint(printable ? byte : next++));
  }
  return letters;
})();

/** A text cut into what matches and what stands between. */
function* cut(text: string, pattern: RegExp | null): Generator<[part: string, matches: boolean]> {
  let end = 0;
  if (pattern) {
    for (const { 0: part, index } of text.matchAll(pattern)) {
      if (index > end) yield [text.slice(end, index), false];
      if (part !== '') yield [part, true];
      end = index + part.length;
    }
  }
  if (end < text.length) yield [text.slice(end), false];
}

/** Matches any of the texts, of those that begin in one place the longest. */
function anyOf(texts: string[]): RegExp | null {
  if (texts.length === 0) return null;
  const longestFirst = texts.toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu');
}
