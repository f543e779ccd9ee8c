import { readFileSync } from 'node:fs';
import { GossanError } from '../../core/errors.ts';
import { asset } from '../../core/paths.ts';
import type { Invocation } from '../invocation.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

export async function run({ args: [shell], command, output }: Invocation): Promise<undefined> {
  if (!SHELLS.includes(shell)) {
    throw new GossanError('USAGE', { detail: `There are ${SHELLS.join(', ')}, not "${shell}".`, command });
  }
  const script = readFileSync(asset('cli', 'completion', `gossan.${shell}`), 'utf8');
  output.print(script.trimEnd());
  output.document({ shell, script });
}
