import { describe, expect, it } from 'vitest';
import { readNumbers } from '../agents/ledger/quantities.ts';

/** Numbers of a text in short: limit, value, unit, role; `?` where the text leaves it open. */
function short(text: string): string[] {
  return readNumbers(text).quantities.map(({ value, unit, sense, loose, role, readings }) =>
    [
      `${sense === '=' ? '' : sense}${loose ? '?' : ''}${Number(value.toPrecision(12))}`,
      unit,
      role === 'single' ? '' : role,
      readings ? 'open' : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
}

describe('numbers of a text', () => {
  it.each<[string, string[]]>([
    ['1,234.5 m', ['1234.5 m']],
    ['1 234,5 m', ['1234.5 m']],
    ['1\u202f234,5 m', ['1234.5 m']],
    ['1.234,5 m', ['1234.5 m']],
    ["1'234.5 m", ['1234.5 m']],
    ['1,234,567 t', ['1234567 t']],
    ['12\u00a0500 m', ['12500 m']],
    ['10 000 t of ore', ['10000 t']],
    ['.42 of it', ['0.42']],
    ['-39 ‰ and −12 °C', ['-39 ‰', '-12 degC']],
    ['１，２３４．５ ｍ of 12.5％', ['1234.5', '12.5 %']],
  ])('are read with their separators: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['1.2e-3 g', ['0.0012 g']],
    ['1.2E+3 g', ['1200 g']],
    ['1.2 x 10^-3 g', ['0.0012 g']],
    ['1.2 × 10⁻³ g', ['0.0012 g']],
    ['1.2×10−3 g', ['0.0012 g']],
    ['1.2 · 10^{5} t', ['120000 t']],
    ['10⁵ t and 10^6 t', ['100000 t', '1000000 t']],
  ])('are read in powers of ten: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['1/2 of it', ['0.5']],
    ['½ km, 2½ km, 2 1/2 ft', ['0.5 km', '2.5 km', '2.5 ft']],
    ['two thirds of the pixels', ['0.666666666667 fraction']],
    ['a quarter of the area', ['0.25 fraction']],
    ['half of the area', ['0.5 fraction']],
    ['三分之二的面积', ['0.666666666667 fraction']],
    ['一半的面积', ['0.5 fraction']],
  ])('are read as fractions: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['2.1–2.4 µm', ['2.1 um low', '2.4 um high']],
    ['2.1 to 2.4 µm', ['2.1 um low', '2.4 um high']],
    ['2.1 µm to 2.4 µm', ['2.1 um low', '2.4 um high']],
    ['between 5 and 10 %', ['5 % low', '10 % high']],
    ['5±2 %', ['5 %', '2 % tolerance']],
    ['23.1 +/- 0.4 Ma', ['23.1 Ma', '0.4 Ma tolerance']],
    ['5至10米', ['5 m low', '10 m high']],
    ['5—10 %', ['5 % low', '10 % high']],
    ['3~5公里', ['3 km low', '5 km high']],
    ['介于5和10克/吨之间', ['5 克/吨 low', '10 克/吨 high']],
    ['3-5万吨', ['30000 t low', '50000 t high']],
  ])('are read as ranges: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['>30 m', ['>30 m']],
    ['< 0.1 %', ['<0.1 %']],
    ['~3 km', ['~3 km']],
    ['up to 5 ppm', ['<=5 ppm']],
    ['at least 12 km²', ['>=12 km2']],
    ['no more than 12 km²', ['<=12 km2']],
    ['more than 30 m', ['>30 m']],
    ['less than 30 m', ['<30 m']],
    ['about 3 km', ['~3 km']],
    ['over 12 km²', ['>?12 km2']],
    ['约3公里', ['~3 km']],
    ['20米左右', ['~20 m']],
    ['30 %以上', ['>=30 %']],
    ['不足5克/吨', ['<5 克/吨']],
    ['不超过0.5 %', ['<=0.5 %']],
    ['100余米', ['>100 m']],
    ['20多公里', ['>20 km']],
  ])('are read with their limit: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    [
      '12 %, 3 ‰, 5 ppm, 7 ppb, 0.3 wt%, 4 wt.%, 5 vol%, 6 mol%',
      ['12 %', '3 ‰', '5 ppm', '7 ppb', '0.3 wt%', '4 wt%', '5 vol%', '6 mol%'],
    ],
    ['12 per cent, 12 percent, 3 per mille', ['12 %', '12 %', '3 ‰']],
    ['1.2 g/t, 0.5 oz/t, 3 kg/t, 4 mg/kg', ['1.2 g/t', '0.5 oz/t', '3 kg/t', '4 mg/kg']],
    ['12 Mt, 3 kt, 5 t, 7 lb', ['12 Mt', '3 kt', '5 t', '7 lb']],
    ['23 Ma, 1.5 Ga, 12 ka, 300 yr, 5 million years', ['23 Ma', '1.5 Ga', '12 ka', '300 yr', '5 Ma']],
    [
      '2.2 µm, 2.2 μm, 2200 nm, 5 mm, 3 cm, 12 m, 4 km',
      ['2.2 um', '2.2 um', '2200 nm', '5 mm', '3 cm', '12 m', '4 km'],
    ],
    ['12 ft, 5-inch core, 7 mi, 6 in. wide', ['12 ft', '5 in', '7 mi', '6 in']],
    ['12 km², 12 km2, 30 ha, 4 acres, 5 m², 6 m³', ['12 km2', '12 km2', '30 ha', '4 acre', '5 m2', '6 m3']],
    ['350 °C, 620 K, 212 °F, 45°', ['350 degC', '620 K', '212 degF', '45 deg']],
    ['100 MPa, 2 kbar, 1 GPa, 5 Bq/kg', ['100 MPa', '2 kbar', '1 GPa', '5 Bq/kg']],
    ['12 W/m²/sr/µm, 9 W m⁻² sr⁻¹ µm⁻¹', ['12 W/m2/sr/um', '9 W m-2 sr-1 um-1']],
    ['1,234 pixels and 224 bands', ['1234 pixels', '224 bands']],
    ['US$5 million', ['5000000 US$']],
    ['3.5 million tonnes', ['3500000 t']],
    ['30-m pixels of a 10-km swath', ['30 m', '10 km']],
    ['12 and 30 km²', ['12 km2', '30 km2']],
    ['200 × 300 m', ['200 m', '300 m']],
  ])('are read with their unit: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['一百二十三米，两千吨', ['123 m', '2000 t']],
    ['3.5万吨，1.2亿吨', ['35000 t', '120000000 t']],
    ['百分之十五，百分之0.5，千分之三', ['15 %', '0.5 %', '3 ‰']],
    ['三点五公里', ['3.5 km']],
    ['12克/吨，5米，4千米，3公里，6平方公里，7公顷，8亩', ['12 克/吨', '5 m', '4 km', '3 km', '6 km2', '7 ha', '8 mu']],
    ['2.2微米，2200纳米，1.5亿年，23百万年', ['2.2 um', '2200 nm', '1.5 亿年', '23 Ma']],
    ['350摄氏度，倾角45度，温度为200度', ['350 degC', '45 deg', '200 degC']],
    ['三种矿物，五处露头', ['3', '5']],
  ])('are read in Chinese: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, string[]]>([
    ['three alteration types', ['3']],
    ['twenty-five samples', ['25']],
    ['one hundred and twenty holes', ['120']],
    ['a dozen samples', ['12']],
    ['two thousand tonnes', ['2000 t']],
    ['one kilometre', ['1 km']],
    ['two and a half metres', ['2.5 m']],
  ])('are read in words: %s', (text, expected) => expect(short(text)).toEqual(expected));

  it.each<[string, number[]]>([
    ['37°32′15″ N, 117°11′25″ W', [37.5375, -117.190278]],
    ['28.0442° S, 76.9983° W', [-28.0442, -76.9983]],
    ['南纬28.0442°，西经76.9983°', [-28.0442, -76.9983]],
    ['北纬37度32分', [37.533333]],
    ['N45°E', [45]],
  ])('are read as coordinates: %s', (text, expected) => {
    const { quantities } = readNumbers(text);
    expect(quantities.map(({ value }) => Number(value.toFixed(6)))).toEqual(expected);
    expect(quantities.every(({ unit }) => unit === 'deg')).toBe(true);
  });

  it('are not guessed at where the text leaves them open', () => {
    expect(short('1 234 m')).toEqual(['1234 m open']);
    expect(short('Die Fläche ist 1,234 und die Höhe')[0]).toMatch(/open$/);
    expect(short('0,5 km und 1.234 m')).toEqual(['0.5 km', '1234 m']);
    expect(short('1.5 km, 0,5 km and 1.234 m').at(-1)).toBe('1.234 m open');
    expect(short('1.2 x 103 g')).toEqual(['1200 g open']);
    expect(short('values of 2.1 -2.4')[1]).toBe('-2.4 open');
    expect(readNumbers('1 234 m').quantities[0]!.readings).toEqual([1234, 234]);
  });
});

describe('what is no quantity', () => {
  it.each([
    'Figure 3, Figs. 3.2 and 4, Table 2, Eq. 5',
    'band 45, bands 3, 4 and 5, channel 12',
    'version 4.4, v4.4.1, 4.4.1',
    'page 12, pp. 3–7, Section 2.1, Appendix 3',
    'sample GDS84, IMt-1, KGa-1b, hole DDH-12, drill hole 7',
    'Landsat 8, Sentinel-2, WorldView-3, GF-5',
    'CO2, Fe2+, Fe3+, Al2O3, H2O, 2M1 muscovite, 2V, δ18O',
    'the 3rd hole, the first zone, 20th century',
    'in [12] and doi:10.1130/G12345.1, https://example.org/2015/12',
    'file swir_fit.tif and b12.csv',
    '图3、表2、第3页、第三章、12号孔、波段45、样品GDS84',
    '二者一致，十分重要，一般，统一，三者',
    'the northern half of the area, one of them, the two zones',
    'two-stage model in three dimensions'.replace('three dimensions', 'the three-dimensional space'),
  ])('%s', (text) => expect(short(text)).toEqual([]));

  it.each<[string, string[]]>([
    ['in 1998 and 2004–2005', ['1998', '2004-2005']],
    ['12 March 2024; March 12, 2024; 2024-03-12; 2024年3月12日', ['2024-3-12', '2024-3-12', '2024-3-12', '2024-3-12']],
    ['二〇一五年', ['2015']],
    ['the 1990s', ['1990s']],
  ])('%s is a date', (text, expected) => {
    const { quantities, dates } = readNumbers(text);
    expect(quantities).toEqual([]);
    expect([...new Set(dates)]).toEqual(expect.arrayContaining([...new Set(expected)]));
  });

  it('stops where a unit makes a quantity of it', () => {
    expect(short('the band 2.2 µm wide')).toEqual(['2.2 um']);
    expect(short('drill hole 12 m deep')).toEqual(['12 m']);
    expect(short('2000 m below')).toEqual(['2000 m']);
    expect(short('2000 samples were taken')).toEqual(['2000']);
    expect(short('Figure 3 and 12 km²')).toEqual(['12 km2']);
    expect(short('alunite覆盖12平方公里')).toEqual(['12 km2']);
    expect(short('alunite–12, alunite-12 km² and ca.12 km²')).toEqual(['12', '12 km2', '~12 km2']);
  });
});
