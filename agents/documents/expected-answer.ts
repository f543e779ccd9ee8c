/** A kind of value that a question asks for, and how a passage that gives one looks. */
interface Kind {
  name: string;
  zh: string;
  asks: RegExp;
  gives: RegExp;
}

const NUMBER = String.raw`\d[\d,.]*`;
const of = (units: string) => new RegExp(String.raw`${NUMBER}\s*[-–]?\s*(?:${units})`, 'iu');

/** The narrow ones first: a question for a wavelength is not one for a length. */
const KINDS: readonly Kind[] = [
  {
    name: 'a price',
    zh: '价格',
    asks: /\b(price|selling for|worth|dollars?|cost)\b|US\$|价格|价钱|[金银铜锡锌铅镍]价|成本|多少钱/iu,
    gives: /(?:US|NZ|A|C)?\$\s?\d|\d[\d,.]*\s*(?:dollars|cents|美元|元)/iu,
  },
  {
    name: 'a temperature',
    zh: '温度',
    asks: /\b(temperatures?|how hot|degrees celsius|kelvin|geothermal gradients?|closure)\b|°C|温度|多少度|℃|地温梯度/iu,
    gives: of('[°º˚⁰]\\s?[CKF]\\b|℃|K\\b|degrees (?:C|K|F)|摄氏度|度(?!的|数)'),
  },
  {
    name: 'a wavelength',
    zh: '波长',
    asks: /\b(wavelengths?|microns?|nanometers?)\b|µm|μm|波长|多少微米|多少纳米/iu,
    gives: of('[µμu]m\\b|nm\\b|microns?|micromet|nanomet|微米|纳米'),
  },
  {
    name: 'an age',
    zh: '年龄',
    asks: /\b(how old|radiometric|isotopic age|what age|ages?\b.*\b(given|of the))\b|年龄|多老|多少(百万|亿)?年前/iu,
    gives: of('Ma\\b|Ga\\b|ka\\b|(?:million|billion|thousand)?\\s*years?|m\\.?y\\.?|Myr|百万年|亿年|万年'),
  },
  {
    name: 'a date',
    zh: '时间',
    asks: /(^|[,;] (and )?)when (was|were|did)\b|\b(which|what) year\b|哪一?年|何时/iu,
    gives: /\b(?:1[5-9]|20)\d\d\b/u,
  },
  {
    name: 'a duration',
    zh: '时长',
    asks: /\bhow long\b.*\b(take|took|run|last|need|wait)|\brevisit|\bhow (much time|often)\b|多长时间|多久|几天/iu,
    gives: of('s\\b|sec|seconds?|min|minutes?|hours?|hr|h\\b|days?|weeks?|months?|years?|秒|分钟|小时|天'),
  },
  {
    name: 'a depth, width or distance',
    zh: '长度或距离',
    asks: /\bhow (deep|wide|thick|far|high|tall|close)\b|\b(depth|thickness|pixel size|ground sampl|spacing|spatial resolution|swath)\b|多深|多厚|多宽|多远|多高|空间分辨率/iu,
    gives: of('m\\b|km\\b|cm\\b|mm\\b|met(?:re|er)s?|kilomet|centimet|feet|ft\\b|米|千米|公里|厘米|毫米'),
  },
  {
    name: 'an area',
    zh: '面积',
    asks: /\b(area|square kilomet\w+|hectares)\b.*\?|\bhow (large|big) an area|km²|平方千米|平方公里|多大面积|面积(是|有)?多/iu,
    gives: of('km\\s?[²2]|sq|square|hectares?|ha\\b|平方|公顷'),
  },
  {
    name: 'a density',
    zh: '密度',
    asks: /\bwhat .{0,30}\b(density|specific gravity)|\bdensities of\b|g\/cm|密度|比重/iu,
    gives: new RegExp(
      String.raw`(?:densit|specific grav|密度|比重)[^.。]{0,60}\d|${NUMBER}\s*(?:g\s?/?\s?cm|kg\s?/?\s?m|克)`,
      'iu',
    ),
  },
  {
    name: 'a volume',
    zh: '体积',
    asks: /\b(barrels|lit(re|er)s|what volume|how much (water|oil|gas))\b|多少桶|体积/iu,
    gives: of('barrels|bbl|lit(?:re|er)s|m\\s?[³3]|cubic|桶|立方'),
  },
  {
    name: 'an accuracy or error',
    zh: '精度或误差',
    asks: /\b(accuracy|kappa|rms|rmse|uncertaint(y|ies)|how accurate)\b|精度|误差/iu,
    gives:
      /\b(?:accura\w+|kappa|rmse?|errors?|uncertaint\w+|precision)\b[^.]{0,120}\d|\d[\d.]*\s*%|(?:精度|误差)[^。]{0,40}\d/iu,
  },
  {
    name: 'a tonnage',
    zh: '吨位',
    asks: /\b(tonnages?|tonnes|tons\b|how much ore|reserves?)\b|吨位|矿石量|储量|资源量|产量/iu,
    gives: of('Mt\\b|kt\\b|t\\b|tonnes?|tons?|million|吨|万吨'),
  },
  {
    name: 'a grade',
    zh: '品位',
    asks: /\b(what|which|at what|average|typical|mean)\b.{0,50}\b(grades?|concentrations?)\b|\b(ppm|how rich|leanest)\b|g\/t|品位|含量/iu,
    gives: of('%|ppm|ppb|g\\/|kg\\/|wt|per ?cent|times|克'),
  },
  {
    name: 'a share',
    zh: '比例',
    asks: /\b(percent|percentage|what (share|fraction|proportion|part)|how much of)\b|百分|几成|占比|比例|占多少/iu,
    gives: /\d[\d,.]*\s*(?:%|per ?cent|percent)|\b(?:half|thirds?|quarters?|tenths?|majority)\b|百分之/iu,
  },
  {
    name: 'a number',
    zh: '数目',
    asks: /\bhow many\b|多少(个|种|台|条)|几(个|种|台|类)/iu,
    gives: /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b|[一二三四五六七八九十]/iu,
  },
];

/** What a question wants a value of; empty for questions of other kinds. */
export function expectedKinds(question: string): Kind[] {
  return KINDS.filter((kind) => kind.asks.test(question));
}

export type { Kind as ExpectedKind };
