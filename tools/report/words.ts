import type { QuoteVerdict } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { type PagePlace, pagePlace } from '../../core/page-place.ts';

/** The fixed words of a report. */
export interface ReportWords {
  syntheticLabel: string;
  scene: string;
  area: string;
  sensor: string;
  date: string;
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
  noNumbers: string;
  asWritten: string;
  value: string;
  unit: string;
  address: string;
  claim: string;
  /** `p. 12` and `p. 12 (printed 4)`. */
  page: (place: PagePlace) => string;
  verdicts: Record<QuoteVerdict, string>;
}

const en: ReportWords = {
  syntheticLabel: 'SYNTHETIC SCENE: the pixels were made by a program. Nothing here describes a real place.',
  scene: 'Scene',
  area: 'Area of interest',
  sensor: 'Sensor',
  date: 'Date of this report',
  synthetic: 'Synthetic',
  yes: 'yes',
  no: 'no',
  knowledgeBase: 'Knowledge base',
  session: 'Session',
  models: 'Models',
  review: 'Review',
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
  noNumbers: 'The report states no number.',
  asWritten: 'As written',
  value: 'Value',
  unit: 'Unit',
  address: 'Address or formula',
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
  scene: '影像',
  area: '关注区',
  sensor: '传感器',
  date: '报告日期',
  synthetic: '是否合成',
  yes: '是',
  no: '否',
  knowledgeBase: '知识库',
  session: '会话',
  models: '模型',
  review: '审查',
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
  noNumbers: '报告中没有数值。',
  asWritten: '文中写法',
  value: '数值',
  unit: '单位',
  address: '地址或公式',
  claim:
    '矿物名称依据实测光谱与参考光谱的一致性给出。与其他图件对比时，所列数字是与该图的一致性，而不是精度。未检出的矿物不等于不存在。',
  page: (place) => pagePlace(place, 'zh'),
  verdicts: { verified: '已在该页核对', misattributed: '出自他处，不引用', fabricated: '文献中未找到，不引用' },
};

export function reportWords(language: Language): ReportWords {
  return language === 'zh' ? zh : en;
}
