import type { ChatRequest, ContentPart } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import type { PictureSpan } from './rope-positions.ts';

/** A picture of a message, not yet looked at. */
export type PicturePart = Exclude<ContentPart, { type: 'text' }>;

export interface ChatPrompt {
  tokens: number[];
  pictures: PicturePart[];
  spans: PictureSpan[];
}

/**
 * The conversation as the model reads it: ChatML, each picture `<|vision_start|>` and its placeholders and `<|vision_end|>`.
 * The same as the template in `tokenizer_config.json`, but that no text of a message becomes a special token.
 * @param grid rows and columns of a picture's tokens
 * @throws GossanError VISION_REQUEST where the last message cannot be continued
 */
export function chatPrompt(request: ChatRequest, tokenizer: BytePairTokenizer, grid: number): ChatPrompt {
  const { messages, continue_final_message: goesOn = false } = request;
  const last = messages.at(-1);
  if (!last) throw new GossanError('VISION_REQUEST', { detail: 'there is no message' });
  if (goesOn && request.add_generation_prompt !== false) {
    throw new GossanError('VISION_REQUEST', {
      detail: 'continue_final_message needs add_generation_prompt to be false',
    });
  }
  if (goesOn && last.role !== 'assistant') {
    throw new GossanError('VISION_REQUEST', {
      detail: "continue_final_message needs an assistant's message at the end",
    });
  }
  const prompt: ChatPrompt = { tokens: [], pictures: [], spans: [] };
  let text = '';
  // Text is encoded up to the next mark at once: tokens may span the parts of a message.
  const mark = (name: string) => {
    prompt.tokens.push(...tokenizer.encode(text), tokenizer.special(name));
    text = '';
  };
  for (const message of messages) {
    mark('<|im_start|>');
    text += `${message.role}\n`;
    const parts: ContentPart[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    for (const part of parts) {
      if (part.type === 'text') {
        text += part.text;
        continue;
      }
      mark('<|vision_start|>');
      prompt.spans.push({ start: prompt.tokens.length, rows: grid, columns: grid });
      prompt.pictures.push(part);
      prompt.tokens.push(...new Array<number>(grid * grid).fill(tokenizer.special('<|image_pad|>')));
      mark('<|vision_end|>');
    }
    if (message === last && goesOn) break;
    mark('<|im_end|>');
    text += '\n';
  }
  if (request.add_generation_prompt !== false) {
    mark('<|im_start|>');
    text += 'assistant\n';
  }
  prompt.tokens.push(...tokenizer.encode(text));
  return prompt;
}
