import { readAnswers } from '../terminal/pictures/ask-terminal.ts';

/**
 * The keyboard as the drawing library sees it: without answers of the terminal that came too late to be waited for, which
 * would stand in the prompt as if they had been typed.
 */
export function keyInput(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  const read = (): unknown => {
    for (;;) {
      const chunk: unknown = stdin.read();
      if (typeof chunk !== 'string' || !chunk.includes('\x1b')) return chunk;
      const { rest } = readAnswers(chunk);
      if (rest) return rest;
    }
  };
  return new Proxy(stdin, {
    get(target, name) {
      if (name === 'read') return read;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
