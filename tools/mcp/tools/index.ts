import type { McpTool } from '../tool.ts';
import { ask } from './ask.ts';
import { getPage } from './get-page.ts';
import { identifySpectrum } from './identify-spectrum.ts';
import { mapScene } from './map-scene.ts';
import { saveSessionSummary } from './save-session-summary.ts';
import { searchKnowledge } from './search-knowledge.ts';

/** The tools of the server, in the order in which clients list them. */
export const TOOLS: readonly McpTool[] = [
  ask,
  mapScene,
  identifySpectrum,
  searchKnowledge,
  getPage,
  saveSessionSummary,
];
