/** What of CSS decides whether text can be seen; all else is not read. */
const PROPERTIES = new Set(
  'display visibility opacity font-size font color background background-color position left top text-indent width max-width height max-height overflow clip clip-path'.split(
    ' ',
  ),
);
/** More of a page's style sheets is not read. */
const MOST_CSS = 1 << 20;

export type Declarations = Map<string, { value: string; important: boolean }>;

interface Rule {
  /** Of its last part: "td.note#a" has one of each. */
  tag: string;
  id: string;
  classes: string[];
  /** It holds under conditions that are not looked at: other elements, states, media. */
  conditional: boolean;
  weight: number;
  declarations: Declarations;
}

/** The declarations of a style attribute or of a rule's braces. */
export function readDeclarations(css: string): Declarations {
  const found: Declarations = new Map();
  for (const part of css.split(';')) {
    const colon = part.indexOf(':');
    const name = part.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (!PROPERTIES.has(name)) continue;
    const value = part
      .slice(colon + 1)
      .trim()
      .toLowerCase();
    const important = /!\s*important$/.test(value);
    found.set(name, { value: value.replace(/\s*!\s*important$/, ''), important });
  }
  return found;
}

/**
 * The style sheets that stand in a page. Only rules that hold for an element whatever surrounds it can hide its text; a
 * rule that holds sometimes (below another element, while something is checked, on paper) can only show it.
 */
export class StyleSheet {
  /** Rules by the part of their selector that fewest elements have. */
  private readonly rules = new Map<string, Rule[]>();
  /** The page names or holds style sheets, so that its own colours are not a browser's. */
  readonly any: boolean;

  constructor(html: string) {
    const sheets = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi)].map(([, css]) => css!);
    this.any = sheets.length > 0 || /<link\b[^>]*\bstylesheet\b/i.test(html) || /<\?xml-stylesheet\b/i.test(html);
    const css = sheets
      .join('\n')
      .slice(0, MOST_CSS)
      .replace(/\/\*[\s\S]*?\*\/|<!--|-->/g, ' ');
    this.read(css, false);
  }

  /** What the sheets declare of an element, stronger ones last. */
  of(name: string, { id = '', class: named = '' }: Record<string, string>): Declarations {
    const result: Declarations = new Map();
    if (this.rules.size === 0) return result;
    const classes = named.split(/\s+/).filter(Boolean);
    const matching = ['*', name, `#${id}`, ...classes.map((one) => `.${one}`)]
      .flatMap((key) => this.rules.get(key) ?? [])
      .filter((rule) => matches(rule, name, id, classes))
      .sort((a, b) => a.weight - b.weight);
    for (const { declarations, conditional } of matching) {
      if (conditional) continue;
      for (const [property, declared] of declarations) {
        if (declared.important || !result.get(property)?.important) result.set(property, declared);
      }
    }
    // What may be shown after all is no hidden text.
    for (const { declarations, conditional } of matching) {
      if (conditional) for (const property of declarations.keys()) result.delete(property);
    }
    return result;
  }

  private read(css: string, conditional: boolean): void {
    for (let at = 0; at < css.length; ) {
      const open = css.indexOf('{', at);
      if (open < 0) return;
      const close = endOfBlock(css, open);
      const selector = css.slice(Math.max(at, css.lastIndexOf(';', open) + 1), open).trim();
      const body = css.slice(open + 1, close);
      if (/^@(?:media|supports|layer|container)\b/i.test(selector)) {
        this.read(body, conditional || !/^@media\s+(?:all|screen)\s*$/i.test(selector));
      } else if (!selector.startsWith('@')) this.addRule(selector, body, conditional);
      at = close + 1;
    }
  }

  private addRule(selectors: string, body: string, conditional: boolean): void {
    const declarations = readDeclarations(body);
    if (declarations.size === 0) return;
    for (const selector of selectors.split(',')) {
      const whole = selector.trim();
      const last = whole.split(/[\s>+~]+/).at(-1)!;
      const simple = /^(?:[a-z][\w-]*|\*)?(?:[.#][\w-]+)*$/i.test(whole) && whole !== '';
      const tag = /^[a-z][\w-]*/i.exec(last)?.[0].toLowerCase() ?? '';
      const id = /#([\w-]+)/.exec(last)?.[1] ?? '';
      const classes = [...last.matchAll(/\.([\w-]+)/g)].map(([, name]) => name!);
      const key = id ? `#${id}` : classes[0] ? `.${classes[0]}` : tag || '*';
      const weight = (id ? 100 : 0) + 10 * classes.length + (tag ? 1 : 0);
      const rule = { tag, id, classes, conditional: conditional || !simple, weight, declarations };
      const rules = this.rules.get(key);
      if (rules === undefined) this.rules.set(key, [rule]);
      else rules.push(rule);
    }
  }
}

function matches(rule: Rule, name: string, id: string, classes: readonly string[]): boolean {
  return (
    (rule.tag === '' || rule.tag === name) &&
    (rule.id === '' || rule.id === id) &&
    rule.classes.every((one) => classes.includes(one))
  );
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at++) {
    if (css[at] === '{') depth++;
    else if (css[at] === '}' && --depth === 0) return at;
  }
  return css.length;
}
