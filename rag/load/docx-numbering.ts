import { readXml } from './xml.ts';

interface Level {
  format: string;
  /** "%1.%2": numbers of the levels. */
  pattern: string;
  start: number;
}

/** The numbers that Word writes before headings and list items without their being in the text (ECMA-376 part 1, 17.9). */
export class DocxNumbering {
  private readonly lists = new Map<string, Map<number, Level>>();
  private readonly abstractOf = new Map<string, string>();
  private readonly starts = new Map<string, Map<number, number>>();
  private readonly counters = new Map<string, number[]>();
  private readonly begun = new Set<string>();

  constructor(xml: Buffer | null) {
    if (xml === null) return;
    let levels: Map<number, Level> | null = null;
    let level: Level | null = null;
    let list: string | null = null;
    let override = 0;
    readXml(xml, {
      open: (name, attributes) => {
        if (name === 'abstractNum') {
          levels = new Map();
          this.lists.set(attributes.abstractNumId ?? '', levels);
        } else if (name === 'lvl' && levels !== null) {
          level = { format: 'decimal', pattern: '', start: 1 };
          levels.set(Number(attributes.ilvl) || 0, level);
        } else if (name === 'num') {
          levels = null;
          level = null;
          list = attributes.numId ?? '';
        } else if (name === 'abstractNumId' && list !== null) this.abstractOf.set(list, attributes.val ?? '');
        else if (name === 'lvlOverride') override = Number(attributes.ilvl) || 0;
        else if (name === 'startOverride' && list !== null) {
          const starts = this.starts.get(list) ?? new Map<number, number>();
          this.starts.set(list, starts.set(override, Number(attributes.val) || 0));
        } else if (level !== null) {
          if (name === 'numFmt') level.format = attributes.val ?? 'decimal';
          else if (name === 'lvlText') level.pattern = attributes.val ?? '';
          else if (name === 'start') level.start = Number(attributes.val) || 0;
        }
      },
    });
  }

  /** The number of the next item of a list, "2.1" or "(a)"; "-" for bullets; empty where the list shows none. */
  next(list: string, level: number): string {
    const abstract = this.abstractOf.get(list);
    const levels = abstract === undefined ? undefined : this.lists.get(abstract);
    const own = levels?.get(level);
    if (abstract === undefined || levels === undefined || own === undefined) return '-';
    // Lists of one definition count on together, unless one of them begins anew.
    let counters = this.counters.get(abstract);
    if (counters === undefined) this.counters.set(abstract, (counters = []));
    const first = this.starts.get(list)?.get(level);
    if (first !== undefined && !this.begun.has(`${list} ${level}`)) counters[level] = first;
    else counters[level] = counters[level] === undefined ? own.start : counters[level] + 1;
    this.begun.add(`${list} ${level}`);
    counters.length = level + 1;
    if (own.format === 'bullet') return '-';
    if (own.format === 'none') return '';
    return own.pattern.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1;
      const value = counters[at] ?? levels.get(at)?.start ?? 1;
      return formatNumber(value, levels.get(at)?.format ?? 'decimal');
    });
  }
}

function formatNumber(value: number, format: string): string {
  switch (format) {
    case 'lowerLetter':
      return letters(value);
    case 'upperLetter':
      return letters(value).toUpperCase();
    case 'lowerRoman':
      return roman(value).toLowerCase();
    case 'upperRoman':
      return roman(value);
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'taiwaneseCounting':
    case 'ideographTraditional':
    case 'ideographDigital':
      return chinese(value);
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x245f + value) : String(value);
    case 'bullet':
      return '-';
    default:
      return String(value);
  }
}

/** a to z, then aa, bb: as Word has it. */
function letters(value: number): string {
  if (value < 1) return String(value);
  return String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.min(9, Math.ceil(value / 26)));
}

const ROMAN: readonly [number, string][] = Object.entries({
  M: 1000,
  CM: 900,
  D: 500,
  CD: 400,
  C: 100,
  XC: 90,
  L: 50,
  XL: 40,
  X: 10,
  IX: 9,
  V: 5,
  IV: 4,
  I: 1,
}).map(([sign, number]) => [number, sign]);

function roman(value: number): string {
  if (value < 1 || value > 3999) return String(value);
  let [rest, text] = [value, ''];
  for (const [number, sign] of ROMAN) for (; rest >= number; rest -= number) text += sign;
  return text;
}

/** 1 to 99, as chapters and sections are counted: 一, 十, 十二, 二十一. */
function chinese(value: number): string {
  const digits = '〇一二三四五六七八九';
  if (value < 0 || value > 99) return String(value);
  const [tens, units] = [Math.floor(value / 10), value % 10];
  if (tens === 0) return digits[units]!;
  return `${tens > 1 ? digits[tens] : ''}十${units > 0 ? digits[units] : ''}`;
}
