import { GossanError } from '../../core/errors.ts';

/** Wrong use of a command of the chat. */
export function wrong(detail: string): GossanError {
  return new GossanError('USAGE', { detail, command: 'chat' });
}
