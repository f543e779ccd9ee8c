#!/usr/bin/env node
import { runGossan } from './run-gossan.js';

await runGossan(process.argv.slice(2));
