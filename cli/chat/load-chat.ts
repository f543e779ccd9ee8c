import { registerHooks } from 'node:module';

/**
 * Loads the chat and its drawing library in less than half the time (bench/chat.ts): of what the library asks for, two parts
 * are large and not needed. Nothing is changed for what is loaded later.
 * - It takes one function, `throttle`, from the index of a package, which loads 400 files; here it gets that one file.
 * - Its layout engine decodes itself with `fetch` where there is one, and so starts a whole HTTP client.
 * And React takes its development build where it is not told that this is no development.
 */
export async function loadChat(): Promise<typeof import('./open-chat.tsx')> {
  process.env.NODE_ENV ??= 'production';
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (specifier !== 'es-toolkit/compat') return found;
      const one = found.url.replace(/\/index\.mjs$/, '/function/throttle.mjs');
      try {
        // the package may be laid out otherwise one day
        return next(one, context);
      } catch {
        return found;
      }
    },
  });
  const fetcher = Object.getOwnPropertyDescriptor(globalThis, 'fetch')!;
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await import('./open-chat.tsx');
  } finally {
    Object.defineProperty(globalThis, 'fetch', fetcher);
    hooks.deregister();
  }
}
