/**
 * Writes the pages of docs/ that follow from tables in the code: errors, commands and MCP tools.
 *
 *     node scripts/write-docs.ts
 */
import { commandsPage } from '../cli/docs/commands-page.ts';
import { errorsPage } from '../cli/docs/errors-page.ts';
import { mcpPage } from '../cli/docs/mcp-page.ts';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';

writeFileAtomic(asset('docs', 'errors.md'), errorsPage());
writeFileAtomic(asset('docs', 'commands.md'), commandsPage());
writeFileAtomic(asset('docs', 'mcp-tools.md'), mcpPage());
