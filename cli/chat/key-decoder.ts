/** One event of the keyboard. `text` may be many characters: over a slow line several keys come in one piece. */
export type KeyPress =
  | { kind: 'text'; text: string }
  /** What the terminal marked as pasted, as it came: it may hold anything. */
  | { kind: 'paste'; text: string }
  /** `name` is a word (`enter`, `up`) or a small letter. */
  | { kind: 'key'; name: string; ctrl: boolean; alt: boolean; shift: boolean };

const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';

const CSI = /\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])/y;
const SS3 = /\x1bO([\x40-\x7e])/y;
/** Answers of the terminal in string form, by how they begin: Alt with a letter that is typed on begins otherwise. */
const STRING = /\x1b(?:P[\x20-\x3f]|\]\d|_G)[^\x07\x1b]*(?:\x07|\x1b\\)/y;
/** Function keys of the Linux console, which break the form of a sequence. */
const CONSOLE_KEY = /\x1b\[\[[A-E]/y;
const UNFINISHED = /\x1b(?:\[\[?[\x30-\x3f]*[\x20-\x2f]*|[OP\]_]|(?:P[\x20-\x3f]|\]\d|_G)[^\x07\x1b]*\x1b?)?$/y;
const BROKEN = /\x1b\[[\x20-\x3f]*/y;
/** A break that no key sends, within one piece: a paste of a terminal that does not mark pastes. */
const PASTED_BREAK = /(?:\r\n[ \t]*)+(?=[^\x00-\x1f\x7f])/y;
const ANY_BREAK = /(?:(?:\r\n?|\n)[ \t]*)+(?=[^\x00-\x1f\x7f])/y;
const PRINTED = /[^\x00-\x1f\x7f]+/y;

/** An answer that is longer than this was none. */
const LONGEST_STRING = 4096;

const LETTERS: Record<string, string> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', M: 'enter' };
const NUMBERS: Record<string, string> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};
const CODES: Record<number, string> = { 8: 'backspace', 9: 'tab', 13: 'enter', 27: 'escape', 127: 'backspace' };
/** The keypad's Enter in the Kitty protocol. */
const KEYPAD_ENTER = 57414;
/** Keys without a character stand in the private use area there. */
const isFunctionKey = (code: number) => code >= 57344 && code <= 63743;

/**
 * What a terminal sends, as keys. A sequence may come in pieces: its beginning is held until the rest is there, or until
 * {@link flush} says that nothing follows, and it was the Escape key. Sequences that are no keys are dropped.
 */
export class KeyDecoder {
  readonly #marksPastes: boolean;
  #held = '';
  /** Pieces of a paste whose end is still to come. */
  #paste: string[] | null = null;

  /** @param marksPastes the terminal knows bracketed paste; where it does not, a break within one piece sends nothing */
  constructor({ marksPastes = true } = {}) {
    this.#marksPastes = marksPastes;
  }

  /** What has begun and is not finished. */
  get waitsFor(): 'sequence' | 'paste' | null {
    if (this.#paste) return 'paste';
    return this.#held === '' ? null : 'sequence';
  }

  push(piece: string): KeyPress[] {
    const input = this.#held + piece;
    this.#held = '';
    const keys: KeyPress[] = [];
    let at = 0;
    while (at < input.length) {
      if (this.#paste) at = this.#readPaste(input, at, keys);
      else if (input[at] === '\x1b') at = this.#readSequence(input, at, keys);
      else at = this.#readText(input, at, keys);
    }
    return keys;
  }

  /** Nothing followed for a while: what is held was a key of its own, or the end of a paste was lost on the way. */
  flush(): KeyPress[] {
    const held = this.#held;
    this.#held = '';
    if (this.#paste) {
      const text = this.#paste.join('') + held;
      this.#paste = null;
      return [{ kind: 'paste', text }];
    }
    if (/^\x1b+$/.test(held)) return Array.from(held, () => plainKey('escape'));
    // Alt with a letter that also begins a sequence, which does nothing here, or a torn sequence
    return [];
  }

  #readPaste(input: string, from: number, keys: KeyPress[]): number {
    const end = input.indexOf(PASTE_ENDS, from);
    if (end !== -1) {
      this.#paste!.push(input.slice(from, end));
      keys.push({ kind: 'paste', text: this.#paste!.join('') });
      this.#paste = null;
      return end + PASTE_ENDS.length;
    }
    // the mark itself may be torn
    let keep = Math.min(PASTE_ENDS.length - 1, input.length - from);
    while (keep > 0 && !PASTE_ENDS.startsWith(input.slice(input.length - keep))) keep--;
    this.#paste!.push(input.slice(from, input.length - keep));
    this.#held = input.slice(input.length - keep);
    return input.length;
  }

  #readSequence(input: string, at: number, keys: KeyPress[]): number {
    if (input.startsWith(PASTE_BEGINS, at)) {
      this.#paste = [];
      return at + PASTE_BEGINS.length;
    }
    for (const form of [CONSOLE_KEY, STRING]) if (matchAt(form, input, at)) return form.lastIndex;
    const csi = matchAt(CSI, input, at);
    if (csi) {
      const key = sequenceKey(csi[1]!, csi[2]!);
      if (key) keys.push(key);
      return CSI.lastIndex;
    }
    const ss3 = matchAt(SS3, input, at);
    if (ss3) {
      const name = LETTERS[ss3[1]!];
      if (name) keys.push(plainKey(name));
      return SS3.lastIndex;
    }
    if (matchAt(UNFINISHED, input, at) && input.length - at <= LONGEST_STRING) {
      this.#held = input.slice(at);
      return input.length;
    }
    if (matchAt(BROKEN, input, at)) return BROKEN.lastIndex;
    return this.#readAlt(input, at, keys);
  }

  /** Escape before another key is Alt. */
  #readAlt(input: string, at: number, keys: KeyPress[]): number {
    const rest = input.slice(at + 1, at + 3);
    if (rest[0] === '\x1b') {
      if (matchAt(UNFINISHED, input, at + 1)) {
        this.#held = input.slice(at);
        return input.length;
      }
      // Alt with a key that is a sequence itself; two Escapes otherwise
      if (rest[1] === '[' || rest[1] === 'O') {
        const before = keys.length;
        const end = this.#readSequence(input, at + 1, keys);
        for (const key of keys.slice(before)) if (key.kind === 'key') key.alt = true;
        return end;
      }
      keys.push(plainKey('escape'));
      return at + 1;
    }
    const character = String.fromCodePoint(input.codePointAt(at + 1)!);
    const control = controlKey(character);
    if (control) keys.push({ ...control, alt: true });
    else keys.push({ ...plainKey(character.toLowerCase()), alt: true, shift: /[A-Z]/.test(character) });
    return at + 1 + character.length;
  }

  #readText(input: string, at: number, keys: KeyPress[]): number {
    const form = this.#marksPastes ? PASTED_BREAK : ANY_BREAK;
    const pasted = matchAt(form, input, at);
    if (pasted) {
      keys.push({ kind: 'text', text: pasted[0] });
      return form.lastIndex;
    }
    const printed = matchAt(PRINTED, input, at);
    if (printed) {
      keys.push({ kind: 'text', text: printed[0] });
      return PRINTED.lastIndex;
    }
    if (input.startsWith('\r\n', at)) {
      keys.push(plainKey('enter'));
      return at + 2;
    }
    const key = controlKey(input[at]!);
    if (key) keys.push(key);
    return at + 1;
  }
}

type Key = Extract<KeyPress, { kind: 'key' }>;

function plainKey(name: string): Key {
  return { kind: 'key', name, ctrl: false, alt: false, shift: false };
}

function controlKey(character: string): Key | undefined {
  const code = character.charCodeAt(0);
  if (code > 0x1f && code !== 0x7f) return undefined;
  const named = CODES[code];
  if (named) return plainKey(named);
  // 1 is Ctrl-A, 31 is Ctrl-_
  return { ...plainKey(String.fromCharCode(code + 0x40).toLowerCase()), ctrl: true };
}

/** A sequence `ESC [ parameters final`; undefined where it is no key. */
function sequenceKey(parameters: string, final: string): KeyPress | undefined {
  if (/^[<=>?]/.test(parameters)) return undefined;
  const [first = '', second = '', third = ''] = parameters.split(';');
  if (final === 'u') return codeKey(first.split(':')[0]!, second, third);
  if (final === '~' && first === '27') return codeKey(third, second, '');
  if (final === 'Z') return { ...plainKey('tab'), shift: true };
  const name = final === '~' ? NUMBERS[first] : final === 'M' ? undefined : LETTERS[final];
  const held = modifiers(second);
  return name && held ? { ...plainKey(name), ...held } : undefined;
}

/** A key by its code point (Kitty's protocol, xterm's modifyOtherKeys). */
function codeKey(codeText: string, modifierText: string, textCodes: string): KeyPress | undefined {
  const code = Number(codeText);
  const held = modifiers(modifierText);
  if (!held || !isCharacter(code)) return undefined;
  const name = code === KEYPAD_ENTER ? 'enter' : CODES[code];
  if (name) return { ...plainKey(name), ...held };
  if (isFunctionKey(code) || code < 0x20) return undefined;
  const character = String.fromCodePoint(code);
  if (held.ctrl || held.alt) return { ...plainKey(character.toLowerCase()), ...held };
  const said = textCodes.split(':').map(Number).filter(isCharacter);
  const text = said.length ? String.fromCodePoint(...said) : held.shift ? character.toUpperCase() : character;
  return { kind: 'text', text };
}

/** `modifiers:event`, one more than the bits; undefined where a key is let go. */
function modifiers(text: string): Pick<Key, 'ctrl' | 'alt' | 'shift'> | undefined {
  const [bitsText = '', event] = text.split(':');
  if (event === '3') return undefined;
  const bits = Math.max(0, Number(bitsText || 1) - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 };
}

function isCharacter(code: number): boolean {
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

function matchAt(form: RegExp, input: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(input);
}
