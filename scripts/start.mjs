import { runGossan } from '../cli/bin/run-gossan.js';
import { setUp } from './setup/run-steps.mjs';
import { runtimeSteps } from './setup/steps.mjs';

/**
 * `npm start`: installs what is missing, then opens the chat on the demo scene; without a terminal it prints the
 * demo report. Plain JavaScript for Node 20 with nothing installed: this is the first file that ever runs.
 */
if (await setUp(runtimeSteps)) await runGossan(['start', ...process.argv.slice(2)]);
else process.exitCode = 4;
