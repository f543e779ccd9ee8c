import { GossanError } from '../../core/errors.ts';

/** Where the team store is, without user and password: for messages. */
export function placeOf(address: string): string {
  const { hostname, port, pathname } = new URL(address);
  return `${decodeURIComponent(hostname) || 'localhost'}:${port || 5432}${pathname}`;
}

/** Of the network, or of pg itself, which gives some of its errors no code. */
const UNREACHABLE = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOENT)/;
const GONE = /terminated|timeout exceeded|not queryable|ended by the other side|server closed|does not support SSL/i;

/** PostgreSQL's error codes (appendix A of its manual) as rows of our table. */
export function storeError(thrown: unknown, place: string, kb = ''): GossanError {
  if (thrown instanceof GossanError) return thrown;
  const error = thrown as Error & { code?: string; errors?: (Error & { code?: string })[] };
  const cause = { cause: error };
  // Of a name with several addresses all were tried.
  const code = error.code ?? error.errors?.[0]?.code ?? '';
  const detail = error.message || error.errors?.[0]?.message || code;
  if (code === '55P03') return new GossanError('KB_LOCKED', { kb }, cause);
  if (code === '53100') return new GossanError('DISK_FULL', { path: place }, cause);
  if (/^(28|3D000|42501)/.test(code)) return new GossanError('STORE_REFUSED', { place, detail }, cause);
  // 57P: shut down or starting up; 08: the connection; 53300: too many connections.
  if (UNREACHABLE.test(code) || /^(08|57P|53300)/.test(code) || (code === '' && GONE.test(detail))) {
    return new GossanError('STORE_UNREACHABLE', { place, detail }, cause);
  }
  return new GossanError('STORE_FAILED', { place, detail }, cause);
}
