import type { QuoteVerdict } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { type PagePlace, pagePlace } from '../../core/page-place.ts';

/** The fixed words of a report. */
export interface ReportWords {
  syntheticLabel: string;
  /** For the head of each page. */
  syntheticShort: string;
  scene: string;
  area: string;
  location: string;
  sensor: string;
  acquired: string;
  notSaid: string;
  date: string;
  author: string;
  organisation: string;
  versions: string;
  /** What kind of document it is, and that nobody has signed it. */
  document: string;
  deskStudy: string;
  unsigned: string;
  contents: string;
  table: string;
  noDisagreements: string;
  standsIn: string;
  /** Where a number stands in the block under the title. */
  titleBlock: string;
  /** Of the models, by what they are for. */
  roles: Record<string, string>;
  synthetic: string;
  yes: string;
  no: string;
  knowledgeBase: string;
  session: string;
  models: string;
  review: string;
  refused: string;
  missing: string;
  openPoints: string;
  figures: string;
  figure: string;
  disagreements: string;
  references: string;
  noReferences: string;
  quotation: string;
  numbers: string;
  aboutNumbers: string;
  formulae: string;
  noNumbers: string;
  asWritten: string;
  value: string;
  unit: string;
  address: string;
  formula: string;
  claim: string;
  /** `p. 12` and `p. 12 (printed 4)`. */
  page: (place: PagePlace) => string;
  verdicts: Record<QuoteVerdict, string>;
}

const en: ReportWords = {
  syntheticLabel: 'SYNTHETIC SCENE: the pixels were made by a program. Nothing here describes a real place.',
  syntheticShort: 'SYNTHETIC SCENE',
  scene: 'Scene',
  area: 'Area of interest',
  location: 'Extent of the scene',
  sensor: 'Sensor',
  acquired: 'Date of acquisition',
  notSaid: 'not given in the files',
  date: 'Date of this report',
  author: 'Operator of the program',
  organisation: 'Organisation',
  versions: 'Versions',
  document: 'Document',
  deskStudy:
    'Desk study by a program, from a scene and documents alone. Nobody has signed it; it is no basis for a public statement ' +
    'of results until a competent person has checked and signed it.',
  unsigned: 'Desk study by a program, not signed',
  contents: 'Contents',
  table: 'Table',
  noDisagreements: 'No contradiction was found between the map, the vision model and the documents cited here.',
  standsIn: 'Chapter',
  titleBlock: 'title',
  roles: {
    reasoner: 'text',
    embeddings: 'search',
    reranker: 'second look',
    vision: 'vision',
    adapter: 'adapter',
  },
  synthetic: 'Synthetic',
  yes: 'yes',
  no: 'no',
  knowledgeBase: 'Knowledge base',
  session: 'Session',
  models: 'Models used',
  review: 'Checks by the program',
  refused: 'Not answered',
  missing: 'What is missing',
  openPoints: 'Open points',
  figures: 'Figures',
  figure: 'Figure',
  disagreements: 'Where the sources disagree',
  references: 'References',
  noReferences: 'No document is cited.',
  quotation: 'Quotation',
  numbers: 'Appendix: every number and its address',
  aboutNumbers:
    'Each number of the text leads here, and the last column leads back. An address is a file of the map and a JSON Pointer or ' +
    'a pixel, or a document with its page and the characters on it. A value is given in the unit of its file; a share of 0 to ' +
    '1 is written in the text in per cent. Where there is a formula, its letters stand for the addresses behind the arrow; such numbers have their own table at the end.',
  formulae: 'Derived numbers and their formulae',
  noNumbers: 'The report states no number.',
  asWritten: 'As written',
  value: 'Value',
  unit: 'Unit',
  address: 'Address',
  formula: 'Formula and its inputs',
  claim:
    'Minerals are named by the agreement of measured spectra with reference spectra. Where a map is compared with another ' +
    'map, the figure is agreement with that map, never accuracy. A mineral that was not detected is not thereby absent.',
  page: (place) => pagePlace(place, 'en'),
  verdicts: {
    verified: 'verified on that page',
    misattributed: 'stands elsewhere, not quoted',
    fabricated: 'not found in the documents, not quoted',
  },
};

const zh: ReportWords = {
  syntheticLabel: '合成影像：像元由程序生成，本报告不描述任何真实地点。',
  syntheticShort: '合成影像',
  scene: '影像',
  area: '关注区',
  location: '影像范围',
  sensor: '传感器',
  acquired: '获取日期',
  notSaid: '文件中未注明',
  date: '报告日期',
  author: '程序操作人',
  organisation: '单位',
  versions: '版本',
  document: '文件性质',
  deskStudy: '由程序依据影像和资料完成的室内研究，无人签署；在合资格人员核查并签署之前，不得作为公开披露结果的依据。',
  unsigned: '程序完成的室内研究，未经签署',
  contents: '目录',
  table: '表',
  noDisagreements: '填图结果、视觉模型与所引资料之间没有发现矛盾。',
  standsIn: '章',
  titleBlock: '题头',
  roles: { reasoner: '行文', embeddings: '检索', reranker: '复查', vision: '视觉', adapter: '适配器' },
  synthetic: '是否合成',
  yes: '是',
  no: '否',
  knowledgeBase: '知识库',
  session: '会话',
  models: '所用模型',
  review: '程序审查',
  refused: '未能回答',
  missing: '缺少的内容',
  openPoints: '未决问题',
  figures: '图件',
  figure: '图',
  disagreements: '来源不一致之处',
  references: '参考文献',
  noReferences: '未引用文献。',
  quotation: '引文',
  numbers: '附录：所有数值及其出处',
  aboutNumbers:
    '正文中的每个数值都链接到这里，末列链接回正文。地址是填图文件加 JSON Pointer 或像元位置，或者文献加页码与字符位置。' +
    '数值用其文件中的单位；0 到 1 的比例在正文中写作百分数。有公式者，字母依次代表箭头后的地址，列于末表。',
  formulae: '导出数值及其公式',
  noNumbers: '报告中没有数值。',
  asWritten: '文中写法',
  value: '数值',
  unit: '单位',
  address: '地址',
  formula: '公式及其输入',
  claim:
    '矿物名称依据实测光谱与参考光谱的一致性给出。与其他图件对比时，所列数字是与该图的一致性，而不是精度。未检出的矿物不等于不存在。',
  page: (place) => pagePlace(place, 'zh'),
  verdicts: { verified: '已在该页核对', misattributed: '出自他处，不引用', fabricated: '文献中未找到，不引用' },
};

export function reportWords(language: Language): ReportWords {
  return language === 'zh' ? zh : en;
}
