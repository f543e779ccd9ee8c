import { z } from 'zod';
import { type McpTool, TOOLS } from '../../tools/mcp/index.ts';
import { COMMANDS } from '../commands/table.ts';

/** `docs/mcp-tools.md`: every tool of the MCP server, from its schemas. */
export function mcpPage(): string {
  const parts = [
    '# MCP tools',
    'Written from the schemas in `tools/mcp/tools/` by `node scripts/write-docs.ts`. How to connect a client: [mcp.md](mcp.md).',
    'Every result comes as structured content of the form below and as text. An error is a result with `isError`, the message ' +
      'and what to do about it as text, and code, message, hint and the address of its entry in `_meta["gossan/error"]` ([errors.md](errors.md)).',
    ...TOOLS.flatMap(sections),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sections({ name, title, description, annotations, input, output }: McpTool): string[] {
  const command = commandOf(name);
  return [
    `## ${name}`,
    `${title}${command ? ` (as \`gossan ${command}\` does)` : ''}. ${annotations.readOnlyHint ? 'Changes nothing.' : 'Writes.'}`,
    description,
    '**Input**',
    table(schemaOf(input, 'input')),
    '**Result**',
    table(schemaOf(output, 'output')),
  ];
}

/** The shell's command that does the same. */
function commandOf(tool: string): string | undefined {
  const rows = COMMANDS.flatMap((one) => [
    { name: one.name, mcp: one.mcp },
    ...(one.subcommands ?? []).map((sub) => ({ name: `${one.name} ${sub.name}`, mcp: sub.mcp })),
  ]);
  return rows.find(({ mcp }) => mcp === tool)?.name;
}

/** What this page reads of a JSON Schema. */
interface Schema {
  type?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return z.toJSONSchema(schema, { io }) as Schema;
}

function table({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const marks = [
      ...(required.includes(name) ? [] : ['optional']),
      ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
    ];
    const cells = [
      `\`${name}\``,
      `\`${typeText(schema).replace(/\|/g, '\\|')}\``,
      marks.join(', '),
      schema.description,
    ];
    return `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
  });
  return ['| field | type | | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** A type in TypeScript's words; objects by the names of their fields. */
function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' | ');
  if (schema.type === 'array') return `${bracketed(typeText(schema.items ?? {}))}[]`;
  if (schema.properties) return `{${Object.keys(schema.properties).join(', ')}}`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `{NAME: ${typeText(schema.additionalProperties)}}`;
  }
  return schema.type ?? 'any';
}

function bracketed(text: string): string {
  return text.includes(' | ') ? `(${text})` : text;
}
