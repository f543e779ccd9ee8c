/** Nothing that Gossan reads is older; later than next year is a number, no year. */
const EARLIEST = 1800;

/** So much of the first page is its title page: cover, imprint, head of an article. */
const FRONT = 3000;

const YEAR = '(1[89]\\d{2}|20\\d{2})';
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

/** Where a front page says when it was published, in the order in which they are believed. */
const IMPRINTS: readonly RegExp[] = [
  new RegExp(`(?:published|issued|released|publication date|date of (?:issue|publication))\\D{0,30}?${YEAR}`, 'gi'),
  new RegExp(`(?:出版|发布|印发|编制|提交)(?:日期|时间)?\\D{0,10}${YEAR}`, 'g'),
  new RegExp(`\\b${MONTH}\\.?\\s+(?:\\d{1,2}(?:st|nd|rd|th)?,?\\s+)?${YEAR}\\b`, 'gi'),
  new RegExp(`\\b\\d{1,2}\\s+${MONTH}\\.?,?\\s+${YEAR}\\b`, 'gi'),
  new RegExp(`(?<!\\d)${YEAR}\\s*年`, 'g'),
  new RegExp(`\\b${YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\\d|3[01])\\b`, 'g'),
  new RegExp(`(?:©|\\(c\\)|copyright)\\D{0,20}?${YEAR}`, 'gi'),
  // "Open-File Report 2013–1300", "Circular 1987-3"
  new RegExp(
    `\\b(?:report|circular|bulletin|paper|publication|memoir|map|series)\\s+(?:no\\.?\\s*)?${YEAR}\\s*[-–—/]\\s*\\w+`,
    'gi',
  ),
];

export interface YearClues {
  title: string;
  /** Text of the first page. */
  front: string;
  /** ISO date from the file's own metadata. */
  date?: string;
  /** Name of the file. */
  file: string;
}

/**
 * The year in which a document was published, as well as it can be told: from its title, an imprint on its first page, the
 * date in its metadata, its file's name, or the only year that its first page names, in this order. Metadata come after
 * the page because a scan carries the date of scanning. Undefined where nothing tells.
 */
export function publicationYear({ title, front, date, file }: YearClues, now = new Date()): number | undefined {
  const plausible = (year: number) => year >= EARLIEST && year <= now.getFullYear() + 1;
  const yearsIn = (text: string, pattern: RegExp) =>
    [...text.normalize('NFKC').matchAll(pattern)].map(([, year]) => Number(year)).filter(plausible);
  const any = new RegExp(`(?<![\\d.,:])${YEAR}(?!\\d|[.,:]\\d)`, 'g');

  const titled = new Set(yearsIn(title, any));
  if (titled.size === 1) return [...titled][0];
  const page = front.slice(0, FRONT);
  for (const imprint of IMPRINTS) {
    const years = yearsIn(page, imprint);
    // The work said to be of 2010 and the report of it of 2013: the later is the report's.
    if (years.length > 0) return Math.max(...years);
  }
  const dated = Number(date?.slice(0, 4));
  if (plausible(dated)) return dated;
  const named = yearsIn(file, new RegExp(`(?<!\\d)${YEAR}(?!\\d{1,3}(?!\\d))`, 'g'));
  if (named.length === 1) return named[0];
  const alone = new Set(yearsIn(page, any));
  return alone.size === 1 ? [...alone][0] : undefined;
}

/** The date of a PDF's metadata ("D:20231107232024-08'00'") as an ISO date, or undefined. */
export function pdfDate(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? /^(?:D:)?(\d{4})(\d{2})?(\d{2})?/.exec(value) : null;
  return parts === null ? undefined : [parts[1], parts[2] ?? '01', parts[3] ?? '01'].join('-');
}
