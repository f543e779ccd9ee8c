import { GossanError } from '../../core/errors.ts';

/** A server's refusal as a row of the error table: what Gossan's own server says comes back as it was thrown there. */
export async function answerError(url: string, response: Response): Promise<GossanError> {
  const detail = await said(response);
  switch (response.status) {
    case 429:
      return new GossanError('VISION_BUSY', { seconds: response.headers.get('retry-after') ?? 1 });
    case 404:
      return new GossanError('ENDPOINT_UNREACHABLE', { url, detail: `HTTP 404: ${detail}` });
    case 400:
    case 413:
    case 422:
      return new GossanError('VISION_REQUEST', { detail });
    case 401:
    case 403:
      return new GossanError('TOKEN_WRONG', { url, detail });
    default:
      return new GossanError('ENDPOINT_UNREACHABLE', { url, detail: `HTTP ${response.status}: ${detail}` });
  }
}

/** The message of OpenAI's error object, or the beginning of whatever came instead. */
async function said(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    if (error?.message) return error.message;
  } catch {
    // not JSON: a proxy's page
  }
  return text.trim().slice(0, 200) || response.statusText || 'no reason given';
}
