import type { ChatRequest, RgbImage } from '../../core/chat-model.ts';
import { pngDataUrl } from '../../model-server/client/wire-request.ts';

/** A view of smooth colours, another for another seed; no scene. */
export function testView(seed: number, side = 192): RgbImage {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let colour = 0; colour < 3; colour++) {
        const wave = Math.sin((x * (colour + 1) + seed * 17) / 23) + Math.cos((y * (3 - colour) + seed * 5) / 31);
        data[(y * side + x) * 3 + colour] = Math.round(127.5 + 60 * wave);
      }
    }
  }
  return { width: side, height: side, data };
}

const NAMES = ['alteration-depths', 'iron', 'embedding'];
export const YES_NO = 'Is there copper-related hydrothermal alteration in this window?';

/** A question about three views in the form that the model was trained on, pictures in the process. */
export function question(seed: number, text = YES_NO): ChatRequest {
  const content = NAMES.flatMap((name, at) => [
    { type: 'text' as const, text: `${at ? '\n' : ''}${name}: ` },
    { type: 'image' as const, image: testView(seed + at) },
  ]);
  return { messages: [{ role: 'user', content: [...content, { type: 'text', text: `\n${text}` }] }] };
}

/** The same in OpenAI's form: pictures as data URLs. */
export function openAiMessages(seed: number, text = YES_NO) {
  const content = NAMES.flatMap((name, at) => [
    { type: 'text' as const, text: `${at ? '\n' : ''}${name}: ` },
    { type: 'image_url' as const, image_url: { url: pngDataUrl(testView(seed + at)) } },
  ]);
  return [{ role: 'user' as const, content: [...content, { type: 'text' as const, text: `\n${text}` }] }];
}
