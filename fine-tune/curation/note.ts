import { existsSync } from 'node:fs';
import { writeFileAtomic } from '../../core/atomic.ts';
import { homePath } from '../../core/paths.ts';

/** Shown once before the first approval: what of a chat is kept, where, and how to be rid of it. */
export function curationNote(): { en: string; zh: string } {
  const folder = homePath('curation');
  return {
    en:
      `What is kept when you approve, correct or reject an answer: your name, the time, the question, the answer, what the ` +
      `vision model was asked and said, the pictures that it saw, what the spectra show there, your correction, the names of ` +
      `the scene and of its folder. It is kept in ${folder} on this machine, for training adapters, and is sent nowhere. Entries ` +
      `are never changed; a later one stands in for an earlier one. \`gossan curation forget\` removes the content of entries ` +
      `and their pictures for good; data sets and adapters that were made from them stay until you delete these.`,
    zh:
      `批准、更正或否决回答时保存的内容：您的姓名、时间、问题、回答、向视觉模型提出的问题及其回答、模型所见的图片、该处的光谱结果、` +
      `您的更正、影像及其文件夹的名称。全部保存在本机 ${folder}，用于训练适配器，不会发送到别处。条目不会被修改，只由后来的条目取代。` +
      `\`gossan curation forget\` 可彻底删除条目内容及图片；已由其生成的数据集和适配器需另行删除。`,
  };
}

const agreed = () => homePath('curation', 'agreed.json');

export function hasAgreedToCuration(): boolean {
  return existsSync(agreed());
}

/** Remembers that the note was read and agreed to; asked once. */
export function agreeToCuration(by: string): void {
  writeFileAtomic(agreed(), `${JSON.stringify({ by, at: new Date().toISOString() }, null, 2)}\n`);
}
