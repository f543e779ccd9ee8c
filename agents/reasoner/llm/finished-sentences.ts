import { DraftSchema, type ModelDraft } from './schemas.ts';

const Written = DraftSchema.shape.sentences.element;

/**
 * The sentences of a draft that is still being written, as far as they are finished.
 * @param json the beginning of what {@link DraftSchema} describes
 */
export function finishedSentences(json: string): ModelDraft['sentences'] {
  const found: ModelDraft['sentences'] = [];
  const list = json.indexOf('[');
  if (list === -1) return found;
  let [depth, begun, quoted] = [0, 0, false];
  for (let at = list + 1; at < json.length; at++) {
    const one = json[at];
    if (quoted) {
      if (one === '\\') at++;
      else if (one === '"') quoted = false;
    } else if (one === '"') quoted = true;
    else if (one === '{' && depth++ === 0) begun = at;
    else if (one === '}' && --depth === 0) {
      const sentence = parsed(json.slice(begun, at + 1));
      // what does not keep to the schema makes the whole draft unusable, and so nothing behind it is told
      if (!sentence) return found;
      found.push(sentence);
    } else if (one === ']' && depth === 0) break;
  }
  return found;
}

function parsed(json: string): ModelDraft['sentences'][number] | null {
  try {
    return Written.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
