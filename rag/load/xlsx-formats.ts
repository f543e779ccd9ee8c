import { readXml } from './xml.ts';

/** How the numbers of a workbook are shown: by the number of a cell's style (ECMA-376 part 1, 18.8). */
export class XlsxFormats {
  private readonly codes: string[] = [];
  private readonly date1904: boolean;

  constructor(xml: Buffer | null, date1904: boolean) {
    this.date1904 = date1904;
    if (xml === null) return;
    const custom = new Map<number, string>();
    let inCells = false;
    readXml(xml, {
      open: (name, attributes) => {
        if (name === 'numFmt') custom.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
        else if (name === 'cellXfs') inCells = true;
        else if (name === 'xf' && inCells) {
          const id = Number(attributes.numFmtId) || 0;
          this.codes.push(custom.get(id) ?? BUILT_IN[id] ?? 'General');
        }
      },
      close: (name) => {
        if (name === 'cellXfs') inCells = false;
      },
    });
  }

  /**
   * A number as the sheet shows it, as far as a reader would quote it: decimals, percent, thousands, dates and times.
   * Colours, units in quotation marks and fractions of a code are left out.
   */
  show(value: string, style: number): string {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) return value;
    const code = (this.codes[style] ?? 'General').split(';')[0]!.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '');
    if (/[ymdhs]/i.test(code) && !/[0#]/.test(code.replace(/[.]0+/, ''))) return this.showDate(number, code);
    const decimals = /\.([0#?]+)/.exec(code)?.[1] ?? '';
    if (/general/i.test(code) || !/[0#?]/.test(code) || /[/Ee]/.test(code)) return plainNumber(number);
    const percent = code.includes('%');
    const shown = percent ? number * 100 : number;
    const most = Math.min(20, decimals.length);
    const least = decimals.replace(/[#?]/g, '').length;
    const grouped = /[#0],[#0]/.test(code);
    const text = new Intl.NumberFormat('en', {
      minimumFractionDigits: Math.min(least, most),
      maximumFractionDigits: most,
      useGrouping: grouped,
    }).format(shown);
    return percent ? `${text}%` : text;
  }

  /** Days since the end of 1899 (or of 1903 in old workbooks of the Macintosh), in the order of ISO 8601. */
  private showDate(days: number, code: string): string {
    // Excel believes that 1900 had a 29th of February; from March on its count fits 1899-12-30.
    const epoch = this.date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
    const moment = new Date(epoch + Math.round(days * 86_400) * 1000);
    if (Number.isNaN(moment.getTime())) return plainNumber(days);
    const [date, time] = moment.toISOString().slice(0, 19).split('T') as [string, string];
    const hasDate = /[yd]/i.test(code) || (/m/i.test(code) && !/h|s/i.test(code));
    const hasTime = /h|s/i.test(code);
    return [hasDate ? date : '', hasTime ? time.replace(/:00$/, '') : ''].filter(Boolean).join(' ');
  }
}

/** Excel shows 15 digits: 0.1 + 0.2 is 0.3 there. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** The formats that a file need not name (18.8.30), those with digits, dates and times. */
const BUILT_IN: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  27: 'yyyy-mm',
  30: 'm-d-yy',
  31: 'yyyy-mm-dd',
  36: 'yyyy-mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: 'h:mm:ss',
  57: 'yyyy-mm',
  58: 'm-d',
};
