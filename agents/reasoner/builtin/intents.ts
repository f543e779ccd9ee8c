/** What a question asks for. The first intent of the table whose pattern matches wins, so the narrow ones come first. */
export type Intent =
  | 'archive'
  | 'greeting'
  | 'window'
  | 'point'
  | 'beyond'
  | 'distinguish'
  | 'documents'
  | 'field-check'
  | 'change-mind'
  | 'confidence'
  | 'why'
  | 'comparison'
  | 'target'
  | 'composition'
  | 'origin'
  | 'limits'
  | 'define'
  | 'quantity'
  | 'locate'
  | 'meaning'
  | 'presence'
  | 'inventory'
  | 'table'
  | 'general';

interface IntentRow {
  intent: Intent;
  en: RegExp;
  zh: RegExp;
  /** What an answer needs to look at. */
  needs: ('scene' | 'documents')[];
}

export const INTENTS: IntentRow[] = [
  {
    intent: 'archive',
    en: /^(please\s+)?(archive|summary|save (the |this )?(session|conversation|chat)|archive (this|the) (session|conversation|chat)|session summary|save (the |a )?summary)[\s.!]*$/i,
    zh: /^(?=.{1,16}$)(?:请|把|帮我)*.{0,8}(?:归档|总结(?:一下)?(?:本次|这次)?(?:对话|讨论|会话)?|保存(?:对话|会话)?记录|保存总结)(?:对话|会话)?(?:吧|一下)?[。！\s]*$/,
    needs: [],
  },
  {
    intent: 'greeting',
    en: /^(hi|hello|hey|help|thanks?|thank you|good (morning|day|evening)|what can you do|who are you|what are you)[\s!.?]*$/i,
    zh: /^(你好|您好|帮助|谢谢|你能做什么|你会什么|你是谁|你是什么)[\s！。？]*$/,
    needs: [],
  },
  {
    // set where the text names a window (question.ts); no words alone ask for one
    intent: 'window',
    en: /\bwindow\s*[:=]?\s*\(?\s*\d{1,6}[\s,;]+\d{1,6}[\s,;]+\d{1,6}[\s,;x×]+\d{1,6}/i,
    zh: /窗口\s*[:：]?\s*[（(]?\s*\d{1,6}[\s,，、;；]+\d{1,6}[\s,，、;；]+\d{1,6}[\s,，、;；x×]+\d{1,6}/i,
    needs: ['scene'],
  },
  {
    intent: 'point',
    en: /(pixel|point|coordinate|position|at)\s*\(?\s*x?\s*=?\s*\d+\s*[,;\s]\s*y?\s*=?\s*\d+/i,
    zh: /(像元|像素|点|坐标|位置|在)?\s*[（(]?\s*x?\s*=?\s*\d+\s*[,，;、\s]\s*y?\s*=?\s*\d+\s*[)）]?/,
    needs: ['scene'],
  },
  {
    // what no scene shows and only a document may state: a scene must not answer these with what it has
    intent: 'beyond',
    en: /\b(price|cost|grade|ppm|tonnage|tonnes|reserves?|resource estimate|ounces|how old|age of|weather|temperature today|forecast|drill(ing)? depth|how deep|share price|stock)\b/i,
    zh: /价格|金价|铜价|成本|品位|储量|吨位|资源量|多少岁|年龄|多老|天气|气温|打多深|多深|股价/,
    needs: ['documents'],
  },
  {
    intent: 'distinguish',
    en: /\b(tell|distinguish|differ\w*|separate|discriminate|vs\.?|versus)\b.*|\bconfus/i,
    zh: /区分|区别|怎么分|如何分辨|辨别|鉴别|不同之处|分得开/,
    needs: ['documents', 'scene'],
  },
  {
    intent: 'comparison',
    en: /\b(agree|contradict|consistent|match|compare|against|fit with|conflict)\w*\b.*\b(report|document|literature|paper|scene|map(?!per)|spectra)\w*|\b(report|document|literature|paper|scene|map(?!per)|spectra)\w*\b.*\b(agree|contradict|consistent|match|compare|conflict)\w*/i,
    zh: /(报告|文献|资料|影像|场景|光谱).*(一致|吻合|对比|矛盾|相符|冲突)|(一致|吻合|对比|矛盾|相符|冲突).*(报告|文献|资料|影像|场景|光谱)/,
    needs: ['documents', 'scene'],
  },
  {
    intent: 'documents',
    en: /\b(reports?|literature|documents?|papers?|sources?|guide|manual|atbd|notes?)\b.*\b(say|says|said|tell|state|mention|write|describe|report|recommend)|according to|\bcited?\b|in the (reports?|literature|documents?|notes)/i,
    zh: /(报告|文献|资料|文档|论文|书|笔记).*(说|讲|提|写|描述|记载|建议|怎么看)|根据(报告|文献|资料|文档)/,
    needs: ['documents'],
  },
  {
    intent: 'field-check',
    en: /\b(check|verify|confirm|validate|look for|sample|test)\b.*\b(field|ground|outcrop|site|hand lens|on foot)|\b(field|ground)[- ]?(check|truth|work|test)|\bin the field\b|what should (i|we) (check|do) next/i,
    zh: /野外|实地|现场|地面(检查|验证)|踏勘|下一步.*(查|做)|怎么验证|如何验证/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'change-mind',
    en: /what (would|could|might) (change|overturn|alter|weaken)|change (your|the|this|that) (answer|mind|conclusion|interpretation)|(could|might) (you|it|this|that) be wrong|what if .*wrong|alternative (explanation|interpretation)|false positive/i,
    zh: /(什么|哪些).*(改变|推翻|影响).*(结论|答案|判断|解释)|会不会(错|判断错)|可能(错|误判)|误判|其他解释|假阳性|(改变|推翻).*(结论|答案|判断|解释)/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'confidence',
    en: /how (sure|certain|confident|reliable|good|trustworthy|robust)|\breliab|can (i|we) trust|confidence|uncertain/i,
    zh: /(多大|有多|多少)?(把握|可靠|可信|确定|肯定|置信)|不确定|靠谱/,
    needs: ['scene'],
  },
  {
    intent: 'composition',
    en: /\b(composition|wavelength|position of|al-?oh|aloh|crystallin|high-al|low-al|na or k|k or na)\b/i,
    zh: /成分|波长|铝羟基|结晶度|富铝|贫铝|钾还是钠|钠还是钾|吸收位置/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'meaning',
    en: /what (does|do|might|could|would) .*(mean|tell|indicate|imply|suggest)|interpret|signific|what (kind|type|sort|style) of (deposit|system|mineral)|so what|implication|consistent with|\bis (this|it|that) an? .*(system|deposit|skarn|epithermal|porphyry)/i,
    zh: /意味|说明(了)?什么|含义|意义|解释|什么(类型|样)的?(矿床|系统|成矿)|指示什么|代表什么/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'target',
    en: /\b(drill|target|prospective|favou?rab|best (place|spot|area|ground)|go first|start (first|looking)|priorit)\w*|where .*copper|copper .*(where|potential|score)|look for copper/i,
    zh: /靶区|钻|最有利|有利|优先|找矿|先去|远景|铜.*(哪|有利|靶)|(哪|有利).*铜/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'why',
    en: /^(and |but |so )?why\b|how come|what makes you|on what (basis|grounds)|how do you know/i,
    zh: /为什么|为何|凭什么|依据是什么|怎么知道|何以/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'origin',
    en: /\b(synthetic|(scene|data|image|place) real|real (data|scene|place|image)|made up|which sensor|what sensor|how many bands|resolution|pixel size|where is this scene|how (big|large) is (the|this) (scene|image)|what data)\b/i,
    zh: /合成|真实(数据|场景|影像)?|虚构|传感器|波段数|多少(个)?波段|分辨率|像元大小|什么数据/,
    needs: ['scene'],
  },
  {
    intent: 'limits',
    en: /\b(cannot|can't|can not|not) (be )?(see|seen|detect|detected|map|mapped|show|visible)|\bcan (you|it|the (scene|sensor|bands)|these bands) (see|detect|map|show|find)|limitation|blind|invisible|miss(ed|ing)\b/i,
    zh: /(能|可以)(不能|否)?(看到|识别|探测|检测|分辨|看见)|看不到|看不见|识别不了|局限|限制|漏掉|探测不到/,
    needs: ['scene', 'documents'],
  },
  {
    intent: 'quantity',
    en: /how (much|large|big|many|wide|extensive)|\b(larger|bigger|smaller|more extensive)\b|\b(more|less) \w+( \w+)? than\b|what (area|share|percent|fraction)|\b(area|extent|hectares|square kilomet)/i,
    zh: /多大|面积|多少|哪个(更)?(大|小)|更大|更小|比.*(大|小|多|少)|比例|占比|占多|几平方/,
    needs: ['scene'],
  },
  {
    intent: 'locate',
    en: /\bwhere\b|which (part|side|corner|area)|\blocat|\bdistribut|zon(ed|ing|ation)|show me/i,
    zh: /哪里|在哪|什么地方|位置|分布|哪个(地方|部分|方向)|何处|哪儿|分带/,
    needs: ['scene'],
  },
  {
    intent: 'define',
    en: /^(and |so )?what('s| is| are)( an?| the)? [\w\s-]+\??$|\bdefine\b|definition|^explain\b|how (is|are|does|do|did) /i,
    zh: /什么是|是什么|的定义|何谓|是指|解释一下|是怎么|如何(形成|产生|计算|得到)/,
    needs: ['documents'],
  },
  {
    intent: 'inventory',
    en: /\b(which|what) (minerals?|alteration|rocks?|zones?|types?)|what is (in|here|there|visible|exposed)|overview|summari[sz]e|describe|main results?|what (do|did|can) you (see|find)/i,
    zh: /(哪些|什么|哪几种).*(矿物|蚀变|岩石|类型)|概况|概述|概括|总体|主要结果|看到了什么|发现了什么|有什么/,
    needs: ['scene'],
  },
  {
    intent: 'presence',
    en: /\b(is|are|was|were) there\b|\bany\b|do(es)? (you|the|it|this) .*(see|find|show|detect|contain|have|occur)|\bpresent\b|\babsent\b|\boccur/i,
    zh: /有没有|有无|是否有|有.*吗|存在|出现|见到|发现/,
    needs: ['scene', 'documents'],
  },
];

export const PRONOUNS = {
  en: {
    thing: /\b(it|its|that mineral|this mineral|they|them|their|that one|this one)\b/i,
    place: /\b(there|that (place|area|spot|point|zone)|this (place|area|spot|point|zone))\b/i,
  },
  zh: {
    thing: /它们?|其(?=成分|波长|面积|分布|位置|含量)|这(种|个)矿物|那(种|个)矿物|该矿物/,
    place: /那里|那儿|那边|此处|这里|这儿|该处|那个(地方|点|区域)|这个(地方|点|区域)/,
  },
} as const;
