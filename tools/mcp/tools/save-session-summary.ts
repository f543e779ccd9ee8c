import { z } from 'zod';
import { GossanError } from '../../../core/errors.ts';
import { outputUri, reportsFolder } from '../places.ts';
import { defineTool } from '../tool.ts';

export const saveSessionSummary = defineTool({
  name: 'save_session_summary',
  title: 'Archive a session',
  description:
    'Saves a session (its questions, plans, answers, evidence, references and the pictures of its map) to a Markdown file in ' +
    'output/reports. An archive is never written over.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  writes: true,
  input: z.strictObject({
    session: z.string().min(1).max(100).optional().describe('As ask returns it; the latest where it is left out'),
  }),
  output: z.object({ session: z.string(), path: z.string(), uri: z.string() }),
  async run({ session }, { sources }) {
    const { sessions } = await sources.assistant();
    const id = session ?? sessions.list()[0]?.id;
    if (id === undefined)
      throw new GossanError('MCP_INPUT', { detail: 'there is no session yet; ask something first' });
    const { saveSessionSummary: save } = await import('../../session-summary/index.ts');
    const path = await save(sessions.get(id), reportsFolder());
    const uri = outputUri(path);
    return {
      result: { session: id, path, uri },
      text: path,
      more: [{ type: 'resource_link', uri, name: path, mimeType: 'text/markdown' }],
    };
  },
});
