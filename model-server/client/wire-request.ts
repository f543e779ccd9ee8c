import { encode } from 'fast-png';
import type { ChatMessage, ChatRequest, RgbImage } from '../../core/chat-model.ts';

/** A request as it goes over the wire: pictures of the process become data URLs. */
export function wireRequest(request: ChatRequest, model: string): Record<string, unknown> {
  return { temperature: 0, max_tokens: 256, ...request, model, messages: request.messages.map(wireMessage) };
}

function wireMessage(message: ChatMessage): ChatMessage {
  if (typeof message.content === 'string') return message;
  const content = message.content.map((part) =>
    part.type === 'image' ? { type: 'image_url' as const, image_url: { url: pngDataUrl(part.image) } } : part,
  );
  return { ...message, content };
}

/** A picture as the PNG data URL that OpenAI's form takes. */
export function pngDataUrl({ width, height, data }: RgbImage): string {
  const png = encode({ width, height, data, channels: 3, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64')}`;
}
