// @ts-check

/**
 * Values of this browser, or of this page alone where the reader's settings forbid to keep any.
 * @param {() => Storage} storage
 * @returns {{get: (name: string) => string | null, set: (name: string, value: string) => void, remove: (name: string) => void}}
 */
export function keptValues(storage) {
  try {
    const kept = storage();
    return {
      get: (name) => kept.getItem(name),
      set: (name, value) => kept.setItem(name, value),
      remove: (name) => kept.removeItem(name),
    };
  } catch {
    /** @type {Map<string, string>} */
    const values = new Map();
    return {
      get: (name) => values.get(name) ?? null,
      set: (name, value) => values.set(name, value),
      remove: (name) => values.delete(name),
    };
  }
}
