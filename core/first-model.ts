interface Listed {
  id?: unknown;
  parent?: unknown;
  active?: boolean;
}

/**
 * The name of the model to ask for at an OpenAI-compatible server when the user named none: the first that it lists, of
 * Gossan's own server the one that answers by default. Servers such as vLLM refuse names that they do not serve. 'default'
 * where the list cannot be had.
 */
export function firstModel(url: string, key?: string): Promise<string> {
  return pick(url, key, (listed) => listed.find(({ active }) => active === true) ?? listed[0]);
}

/** The first model that is no adapter of another; 'default' where the list cannot be had. */
export function baseModel(url: string, key?: string): Promise<string> {
  return pick(url, key, (listed) => listed.find(({ parent }) => typeof parent !== 'string') ?? listed[0]);
}

async function pick(
  url: string,
  key: string | undefined,
  choose: (listed: Listed[]) => Listed | undefined,
): Promise<string> {
  const base = url.replace(/\/+$/, '').replace(/\/v1$/, '');
  try {
    const reply = await fetch(`${base}/v1/models`, {
      signal: AbortSignal.timeout(3000),
      ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
    });
    const { data } = (await reply.json()) as { data?: Listed[] };
    const id = choose(data ?? [])?.id;
    return typeof id === 'string' ? id : 'default';
  } catch {
    return 'default';
  }
}
