import type { Answer } from '../../../../core/answer.ts';
import type { Language } from '../../../../core/language.ts';
import { phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { ComposeInput } from '../../reasoner.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { sentence } from './say.ts';

/** A refusal says what was looked at and what is missing there. */
export function refuse(input: ComposeInput, missing: string[]): Answer['refusal'] {
  const { language, options } = input;
  const unique = [...new Set(missing)];
  const looked =
    language === 'zh'
      ? [options.scene ? '影像' : '', options.rag ? `知识库“${options.kb}”` : ''].filter(Boolean).join('和')
      : [options.scene ? 'the scene' : '', options.rag ? `the knowledge base "${options.kb}"` : '']
          .filter(Boolean)
          .join(' and ');
  if (language === 'zh') {
    return {
      reason: looked
        ? `无法回答：${looked}里没有能支持答案的证据${unique.length ? `，缺少：${unique.join('、')}` : ''}。`
        : '无法回答：没有打开影像，检索也已关闭。',
      missing: unique,
    };
  }
  return {
    reason: looked
      ? `I cannot answer this: neither a measurement nor a passage in ${looked} supports an answer${unique.length ? `. Missing: ${unique.join(', ')}` : ''}.`
      : 'I cannot answer this: no scene is open and retrieval is off.',
    missing: unique,
  };
}

/** One part of a question that nothing supports, beside others that were answered. */
export function notAnswered(part: QuestionPart, missing: string[], language: Language): Sentence {
  const asked = part.text
    .replace(/[“”"]/g, '')
    .replace(/[\s?？.。!！]+$/u, '')
    .slice(0, 120);
  const lacking = [...new Set(missing)].join(language === 'zh' ? '、' : ', ');
  return sentence(
    part.id,
    'frame',
    language === 'zh'
      ? phrase`有一问没有证据可答：${asked}${lacking ? `（缺少：${lacking}）` : ''}。`
      : phrase`Not answered for want of evidence: ${asked}${lacking ? ` (missing: ${lacking})` : ''}.`,
  );
}

export function sceneWanted(language: Language): string {
  return language === 'zh' ? '一景影像（用 --scene 或 /scene 打开）' : 'a scene (open one with --scene or /scene)';
}

/** A word that looks like a mineral's name and is known neither to the library nor to the documents. */
export function unknownMineral(part: QuestionPart, facts: SceneFacts, language: Language): string[] {
  return part.unknownMinerals.map((name) =>
    language === 'zh'
      ? `${name}（${facts.present ? '光谱库里没有这种矿物，' : ''}资料里也没有提到）`
      : `${name} (${facts.present ? 'not in the spectral library, and ' : ''}not mentioned in any document)`,
  );
}

export function greeting(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const rests = facts.present ? [facts.at('/valid_pixels')] : [];
  return [
    sentence(
      part.id,
      'frame',
      language === 'zh'
        ? phrase`可以问：蚀变在哪里？这里有哪些矿物、多大把握？资料怎么说？也可以说“归档”保存本次会话。`
        : phrase`Ask where the alteration is, which minerals there are and how sure that is, or what the reports say; "archive" saves the session.`,
      rests,
    ),
  ];
}
