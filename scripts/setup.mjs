import { setUp } from './setup/run-steps.mjs';
import { runtimeSteps, testSteps } from './setup/steps.mjs';

/** `npm run setup [-- --tests]`: set-up alone, trying again what failed before. */
const steps = process.argv.includes('--tests') ? [...runtimeSteps, ...testSteps] : runtimeSteps;
process.exitCode = (await setUp(steps, { retry: true })) ? 0 : 4;
