import type { ChatMessage, ContentPart } from '../../core/chat-model.ts';
import prompts from './prompts.json' with { type: 'json' };
import type { SceneView } from './scene-views.ts';
import type { TaskQuestion } from './tasks.ts';

/** Where a picture stands in the text of a question, in data sets. */
const PICTURE = '<image>';

/** Messages as one text, with `<image>` where a picture stands: what data sets hold beside the pictures. */
export function promptText(messages: readonly ChatMessage[]): string {
  return messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map(partText))).join('');
}

function partText(part: ContentPart): string {
  return part.type === 'text' ? part.text : PICTURE;
}

/**
 * A question with its views. `own`: as Gossan's models were trained, the view's name before each picture and the question
 * alone; other models are also told what the pictures are and which form the answer takes.
 */
export function taskMessages(views: readonly SceneView[], asked: TaskQuestion, own: boolean): ChatMessage[] {
  const content: ContentPart[] = own ? [] : [{ type: 'text', text: prompts.preface[asked.language] }];
  for (const { recipe, about, image } of views) {
    const start = content.length === 0 ? '' : '\n';
    const text = own ? `${start}${recipe}: ` : `${start}${recipe} (${about}): `;
    content.push({ type: 'text', text }, { type: 'image', image });
  }
  content.push({ type: 'text', text: own ? `\n${asked.question}` : `\n${asked.question} ${asked.form}` });
  return [{ role: 'user', content }];
}
