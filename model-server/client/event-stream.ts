/**
 * The `data:` payloads of a server-sent event stream, until `[DONE]` or the end (WHATWG HTML, "Server-sent events": lines
 * end with LF, CRLF or CR; an event's data lines are joined by LF; an empty line ends an event).
 */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === '') {
        const event = data.join('\n');
        data = [];
        if (event === '[DONE]') return;
        if (event !== '') yield event;
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      }
    }
  }
}
