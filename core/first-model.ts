/**
 * The name of the model to ask for at an OpenAI-compatible server when the user named none: the first that it lists.
 * Servers such as vLLM refuse names that they do not serve. 'default' where the list cannot be had.
 */
export async function firstModel(url: string, key?: string): Promise<string> {
  const base = url.replace(/\/+$/, '').replace(/\/v1$/, '');
  try {
    const reply = await fetch(`${base}/v1/models`, {
      signal: AbortSignal.timeout(3000),
      ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
    });
    const { data } = (await reply.json()) as { data?: { id?: unknown }[] };
    const id = data?.[0]?.id;
    return typeof id === 'string' ? id : 'default';
  } catch {
    return 'default';
  }
}
