import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** What people start from a client's menu. */
export function registerPrompts(server: McpServer): void {
  server.registerPrompt(
    'alteration_report',
    {
      title: 'Alteration report',
      description: 'A cited report on the alteration of a scene, from its map and the reports of the knowledge base',
      argsSchema: {
        scene: z.string().describe('Path of the scene'),
        focus: z.string().optional().describe('What the report should dwell on'),
        language: z.string().optional().describe('en or zh'),
      },
    },
    ({ scene, focus, language }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: reportRequest(scene, focus, language) } }],
    }),
  );
}

function reportRequest(scene: string, focus: string | undefined, language: string | undefined): string {
  const dwell = focus ? `, and dwell on ${focus}` : '';
  return [
    `Write an alteration report on the scene ${scene}${dwell}.${language ? ` Write in ${language === 'zh' ? 'Chinese' : 'English'}.` : ''}`,
    'Call map_scene first. Then ask, in one session on this scene: which alteration types there are and where; which ' +
      'minerals carry them; how they are zoned; what the reports say of them and where they disagree with the map; which ' +
      'targets come first and why; and what to check in the field.',
    'Use only what the tools return: every number with its unit and address, quotations word for word with document and ' +
      'page. Say what was masked and what these bands cannot show. If the scene is synthetic, say so at the top. End with ' +
      'save_session_summary.',
  ].join('\n\n');
}
