/** Characters that say the same as others, or that programs set in their place. What says something else is not here. */
export const LOOK_ALIKES: Record<string, string> = {
  ...spread('"', '“”„‟«»「」『』″〝〞'),
  ...spread("'", '‘’‚‛′`´'),
  ...spread('-', '‐‑‒–—―−⸺⸻﹘﹣－'),
  ...spread('~', '∼˜～'),
  ...spread('·', '•・‧∙⋅･'),
  ...spread('/', '∕⁄'),
  ...spread('°', '˚º'),
  ...spread('...', '…⋯'),
  ...spread('≤', '≦⩽'),
  ...spread('≥', '≧⩾'),
  ...spread('β', 'ßꞵ'),
  ...spread('ε', 'єɛϵ'),
  ...spread('α', 'ɑ'),
  ...spread('γ', 'ɣ'),
  ...spread('Δ', '∆'),
  ...spread('Σ', '∑'),
  ...spread('Π', '∏'),
  µ: 'µ',
  μ: 'µ',
  '∗': '*',
  '∶': ':',
  '．': '.',
  '｡': '。',
  '､': '、',
  ﬅ: 'st',
  ﬆ: 'st',
  '㎟': 'mm²',
  '㎠': 'cm²',
  '㎡': 'm²',
  '㎢': 'km²',
  '㎣': 'mm³',
  '㎤': 'cm³',
  '㎥': 'm³',
  '㎦': 'km³',
  ...radicals(),
};

/** Accents that stand on a space where a program took a sign of its own apart: "25 ̊C". */
export const ON_A_SPACE: Record<string, string> = { '\u030a': '°', '\u0301': "'", '\u0300': "'", '\u0303': '~' };

function spread(plain: string, variants: string): Record<string, string> {
  return Object.fromEntries([...variants].map((variant) => [variant, plain]));
}

/**
 * Radicals that fonts of Chinese are read as, and their ideographs: the CJK Radicals Supplement of Unicode's
 * EquivalentUnifiedIdeograph.txt (15.0). The Kangxi radicals have theirs in NFKC.
 */
function radicals(): Record<string, string> {
  const pairs = [
    ...'⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民',
    ...'⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹',
    ...'⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣',
    ...'⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀',
  ];
  const table: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) table[pairs[at]!] = pairs[at + 1]!;
  return table;
}
