// @ts-check

/**
 * The server-sent events of a reply.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{type: string, content: unknown}>}
 */
export async function* eventsOf(body) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const type = /^event: (.*)$/m.exec(event)?.[1] ?? 'message';
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) yield { type, content: JSON.parse(data) };
    }
  }
}
