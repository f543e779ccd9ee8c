/** A page of text to be drawn, in the order in which a person reads it. */
export interface PageText {
  language: 'en' | 'zh' | 'mixed';
  title: string;
  paragraphs: readonly string[];
  /** The first row holds the column names. */
  table: readonly (readonly string[])[];
}

/** Written for this benchmark: the kind of sentences that reports hold, with the numbers, units and names that must not change. */
export const PAGE_TEXTS: readonly PageText[] = [
  {
    language: 'en',
    title: '4.2 Alteration and veins of the Willow Creek prospect',
    paragraphs: [
      'The stock is a hornblende-biotite quartz monzonite dated at 61.4 ± 0.9 Ma. Its eastern contact dips 70° beneath andesite flows and tuffs of the Cold Spring Formation, which are bleached for 250 to 400 m from the contact. Drill hole WC-07 cut 38.5 m at 0.42 % Cu and 0.18 g/t Au from a depth of 112 m; hole WC-09, collared 85 m to the north, found only traces of chalcopyrite.',
      'Potassic alteration occupies the core. Secondary biotite replaces hornblende along grain margins, and K-feldspar forms selvages, 2 to 15 mm wide, on quartz veins with molybdenite. Outward, white mica, quartz and pyrite overprint the potassic rock; the Al-OH absorption of the mica shifts from 2.199 µm near the veins to 2.209 µm at the margin of the phyllic zone.',
      'Alunite and dickite cap the southern ridge above 1,940 m. The alunite is coarse and pink, and its 1.478 µm feature marks it as potassium-rich. We regard it as hypogene, since it encloses zunyite, but three of eleven samples hold jarosite and may be supergene. No enargite was seen at the surface.',
      'Chlorite, epidote and calcite form the outermost halo. Epidote is confined to the andesite; calcite veins persist for at least 1.2 km beyond the last pyrite. Where the halo meets the limestone, garnet-pyroxene skarn is developed over a strike length of 300 m, with scheelite visible under the lamp.',
      'The gossan on Discovery Hill measures 40 by 160 m. Channel samples taken every 2 m across it average 0.9 ppm Ag, 46 ppb Au and 310 ppm As. Below the water table, at 35 to 60 m, chalcocite coats pyrite and grades rise to 1.1 % Cu over 14 m.',
    ],
    table: [
      ['Sample', 'Cu (%)', 'Au (g/t)', 'Mo (ppm)'],
      ['WC-07/112', '0.42', '0.18', '85'],
      ['WC-07/131', '0.57', '0.21', '120'],
      ['WC-09/64', '0.03', '<0.01', '6'],
    ],
  },
  {
    language: 'zh',
    title: '第四章 青石沟铜矿区围岩蚀变特征',
    paragraphs: [
      '青石沟矿区位于北东向断裂带与近东西向基底断裂的交汇部位，出露地层以中侏罗统安山岩、凝灰岩为主，厚度约六百米。燕山早期花岗闪长斑岩呈岩株状侵入其中，地表出露面积零点三平方千米，接触带产状较陡，倾向北西，倾角六十五至七十五度。',
      '矿化中心发育钾硅酸盐化，表现为黑云母交代角闪石，钾长石沿石英脉两侧呈条带状分布，脉宽数毫米至数厘米。向外依次过渡为绢英岩化带和青磐岩化带。绢英岩化带岩石褪色明显，绢云母、石英和黄铁矿组合稳定，原岩结构多被破坏；青磐岩化带以绿泥石、绿帘石和方解石为特征，延伸可达一千二百米。',
      '山脊顶部见高级泥化蚀变，主要矿物为明矾石、地开石和叶蜡石，局部出现多孔状硅质岩。明矾石晶形粗大，多呈粉红色，与黄铁矿共生，初步判断属深成热液成因。低处的高岭石则与褐铁矿、黄钾铁矾伴生，应为硫化物氧化淋滤的产物，不宜作为找矿标志单独使用。',
      '钻孔资料表明，氧化带深度一般为三十五米，次生富集带厚十余米，辉铜矿呈薄膜状包裹黄铁矿。原生矿石以黄铜矿为主，其次为斑铜矿、辉钼矿，脉石矿物有石英、绢云母和硬石膏。勘查工作应优先在岩株东侧接触带布置验证钻孔，并对灰岩捕虏体附近的矽卡岩开展系统采样。',
      '野外记录还指出，沟谷两侧的铁帽呈褐红色，孔洞内常见自然铜和孔雀石残留。雨季之后露头被泥石流掩盖，部分探槽未能揭露到基岩，因此上述范围仍需物探资料加以约束。',
    ],
    table: [
      ['样号', '铜', '金', '钼'],
      ['青一', '零点四二', '零点一八', '八十五'],
      ['青二', '零点五七', '零点二一', '一百二十'],
    ],
  },
  {
    language: 'mixed',
    title: '5.3 红柳滩矿区遥感异常查证（2024年度）',
    paragraphs: [
      '根据 GF-5 AHSI 数据提取的铝羟基吸收位置，区内白云母可分为两类：短波组 2.195～2.200 μm，位于钾化带外侧；长波组 2.206～2.212 μm，分布在青磐岩化带内缘。两者界线与 ZK0301 孔见矿部位基本一致，该孔 112.5～151.0 m 段平均品位 Cu 0.42%、Au 0.18 g/t。',
      '样品 HL-15 的 XRD 结果显示明矾石含量为 37%，地开石 12%，石英 45%；同一点位的 ASD 光谱在 1.478 μm 和 2.165 μm 处有明显吸收，应为钾明矾石 (K-alunite)。锆石 U-Pb 年龄为 161.4±0.9 Ma (MSWD=1.3, n=18)，与区域斑岩成矿时代吻合。',
      '化探土壤测量共采集样品 1 268 件，网度 100 m×40 m。Cu 异常下限为 85 ppm，极大值 2 310 ppm；Mo 异常下限 6 ppm，As 异常面积 0.8 km²。建议在 E 88°12′、N 41°36′ 附近布设 3 个钻孔，总进尺 1,200 m，单孔深度不小于 350 m。',
      '铁帽面积 40 m×160 m，刻槽样每 2 m 一件，平均 Ag 0.9 ppm、Au 46 ppb、As 310 ppm。水位以下 35～60 m 见辉铜矿 (chalcocite) 薄膜，14 m 段 Cu 品位升至 1.1%。',
    ],
    table: [
      ['样号', 'Cu (%)', 'Au (g/t)', 'Mo (ppm)'],
      ['HL-15', '0.42', '0.18', '85'],
      ['HL-16', '0.57', '0.21', '120'],
      ['HL-21', '0.03', '<0.01', '6'],
    ],
  },
];
