import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { decodeText } from '../rag/load/text-encoding.ts';

const chinese = '铜矿床的蚀变分带：中心为钾化带，向外为绢英岩化带和青磐岩化带。\n明矾石和高岭石见于顶部。\n';
const short = '斑岩铜矿\n';
const traditional = '銅礦床的蝕變分帶：中心為鉀化帶，向外為絹英岩化帶。\n明礬石和高嶺石見於頂部。\n';
const table = '樣號,銅品位(%),岩性\nA1,0.42,安山岩\nA2,0.57,花崗岩\n';
const japanese = '銅鉱床の変質分帯：中心はカリウム変質帯で、外側にはセリサイト帯がある。\n';
const russian = 'Медно-порфировое месторождение: алунит и каолинит.\n';
const french = 'Le gîte de Saint-Yrieix est altéré : kaolinite, séricite, « greisen » à 45 % près des épontes.\n';
const german = 'Größere Gänge führen Zinnstein; die Salbänder sind vergreist.\n';

describe('an unnamed encoding', () => {
  const cases: [string, string, string][] = [
    ['UTF-8', chinese, 'utf-8'],
    ['GBK', chinese, 'gbk'],
    ['GBK, four characters', short, 'gbk'],
    ['UTF-16 little endian without a mark', chinese, 'utf-16le'],
    ['UTF-16 big endian without a mark', chinese, 'utf-16be'],
    ['UTF-16 of Chinese alone', '铜矿床蚀变分带', 'utf-16le'],
    ['GB18030 with four bytes a character', '铜：0.42％；𠀀岩㎡ €\n', 'gb18030'],
    ['GBK, traditional characters', traditional, 'gbk'],
    ['Big5', traditional, 'big5'],
    ['Big5, a small table', table, 'big5'],
    ['Shift-JIS', japanese, 'shift_jis'],
    ['Shift-JIS, a small table', '試料,銅(%),岩石\nA1,0.42,安山岩\n', 'shift_jis'],
    ['EUC-JP', japanese, 'euc-jp'],
    ['EUC-KR', '구리 광상의 변질대: 중심은 칼륨 변질대이다.\n', 'euc-kr'],
    ['Windows-1251', russian, 'windows-1251'],
    ['KOI8-R', russian, 'koi8-r'],
    ['Windows-1250', 'Ložisko mědi s alunitem a kaolinitem, průměr žíly 3 m.\n', 'windows-1250'],
    ['Latin-1, English with one sign', 'The band lies at 2.2 µm in both samples of the stock.\n', 'latin1'],
    ['Latin-1, one name', 'Ångström', 'latin1'],
    ['Latin-1, capitals at the end', 'Samples of ÄÖÜ', 'latin1'],
    ['UTF-16 of Latin letters', french, 'utf-16le'],
    ['Latin-1, French', french, 'latin1'],
    ['Latin-1, German', german, 'latin1'],
    ['Windows-1252 quotation marks', 'The “gossan” caps – rusty – are 3 m thick.\n', 'windows-1252'],
  ];
  for (const [name, text, encoding] of cases) {
    it(`is found: ${name}`, () => {
      expect(decodeText(iconv.encode(text, encoding, { addBOM: false }), 'a.txt').text).toBe(text);
    });
  }

  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
    it(`is read from the byte order mark: ${encoding}`, () => {
      expect(decodeText(iconv.encode(chinese, encoding, { addBOM: true }), 'a.txt').text).toBe(chinese);
    });
  }
});

it('makes pages of a text at its form feeds', async () => {
  const bytes = Buffer.from('Red Hills\n\nFirst page.\f\nSecond page.\n\f');
  const document = await loadDocument({ path: 'report.txt', bytes });
  expect(document.title).toBe('Red Hills');
  expect(document.pages.map((page) => [page.page, page.text.trim()])).toEqual([
    [1, 'Red Hills\n\nFirst page.'],
    [2, 'Second page.'],
  ]);
});
