import { readXml } from './xml.ts';

/** What a paragraph's style says of it, with what it inherits. */
export interface ParagraphStyle {
  /** Its English name in lower case ("heading 1", "caption"): Word writes it whatever the language of the program. */
  name: string;
  /** 1 is the outermost; of the style's outline level or its name. */
  heading?: number;
  title: boolean;
  list?: { id: string; level: number };
}

interface StyleEntry {
  name: string;
  basedOn?: string;
  outline?: number;
  listId?: string;
  listLevel?: number;
}

/** Inheritance longer than this is a circle. */
const LONGEST_CHAIN = 20;

/** Styles of paragraphs by their id (ECMA-376 part 1, 17.7). */
export class DocxStyles {
  private readonly entries = new Map<string, StyleEntry>();
  private defaultId: string | undefined;

  constructor(xml: Buffer | null) {
    if (xml === null) return;
    let entry: StyleEntry | null = null;
    readXml(xml, {
      open: (name, attributes) => {
        if (name === 'style') {
          entry = null;
          if (attributes.type !== 'paragraph' || attributes.styleId === undefined) return;
          entry = { name: '' };
          this.entries.set(attributes.styleId, entry);
          if (attributes.default === '1' || attributes.default === 'true') this.defaultId = attributes.styleId;
        } else if (entry !== null) readProperty(entry, name, attributes.val);
      },
    });
  }

  /** Of the style with this id; of the default style where a paragraph names none. */
  style(id: string | undefined): ParagraphStyle {
    const style: ParagraphStyle = { name: '', title: false };
    let next = id ?? this.defaultId;
    let listId: string | undefined;
    let listLevel: number | undefined;
    for (let depth = 0; next !== undefined && depth < LONGEST_CHAIN; depth++) {
      const entry: StyleEntry | undefined = this.entries.get(next);
      if (entry === undefined) break;
      style.name ||= entry.name;
      style.title ||= /^(title|标题|題名|表題)$/.test(entry.name);
      style.heading ??= entry.outline ?? headingByName(entry.name);
      listId ??= entry.listId;
      listLevel ??= entry.listLevel;
      next = entry.basedOn;
    }
    if (listId !== undefined && listId !== '0') style.list = { id: listId, level: listLevel ?? 0 };
    // Contents, and whatever is based on a heading and only looks like one.
    if (/^(toc|table of)/.test(style.name)) style.heading = undefined;
    return style;
  }
}

function readProperty(entry: StyleEntry, name: string, value: string | undefined): void {
  if (value === undefined) return;
  if (name === 'name') entry.name = value.trim().toLowerCase();
  else if (name === 'basedOn') entry.basedOn = value;
  else if (name === 'outlineLvl') entry.outline = outlineLevel(value);
  else if (name === 'numId') entry.listId = value;
  else if (name === 'ilvl') entry.listLevel = Number(value) || 0;
}

/** Outline levels count from 0; 9 is body text. */
export function outlineLevel(value: string | undefined): number | undefined {
  const level = Number(value);
  return Number.isInteger(level) && level >= 0 && level <= 8 ? level + 1 : undefined;
}

function headingByName(name: string): number | undefined {
  const level = /^(?:heading|标题|標題|見出し|überschrift|titre|título|заголовок)\s*([1-9])$/.exec(name)?.[1];
  return level === undefined ? undefined : Number(level);
}
