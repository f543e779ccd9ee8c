// Run in a pseudo-terminal: asks it as the chat does, prints what came of it, and then what was typed meanwhile.
import { once } from 'node:events';
import { terminalDisplay } from '../../cli/terminal/pictures/display.ts';

const display = await terminalDisplay();
process.stdout.write(`\nDISPLAY ${JSON.stringify(display)}\n`);
if (process.argv.includes('--typed')) {
  // as the chat's drawing library reads
  process.stdin.ref();
  let typed = '';
  while (!typed.endsWith('?')) {
    await once(process.stdin, 'readable');
    typed += process.stdin.read() ?? '';
  }
  process.stdout.write(`\nTYPED ${JSON.stringify(typed)}\n`);
}
process.exit(0);
