import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { EXIT_MEANING } from '../help.ts';

/** `docs/errors.md`: every error that a user can meet, an entry each. Errors name their entry by its anchor (`errorEntry`). */
export function errorsPage(): string {
  const entries = (Object.keys(ERRORS) as ErrorCode[]).map(entry);
  return `# Errors

Written from \`core/errors.ts\` by \`node scripts/write-docs.ts\`. \`{name}\` stands for what is filled in. \`gossan help CODE\` (in the
chat \`/help CODE\`) prints the same. With \`--json\` an error is \`{"error":{"code","message","hint","docs"}}\` on stdout, where \`docs\` is
the address of its entry here; over HTTP it comes with the status that the entry names.

${entries.join('\n\n')}
`;
}

function entry(code: ErrorCode): string {
  const { message, hint, exit, http } = ERRORS[code];
  return [`### ${code}`, `> ${message}`, hint, `Exit code ${exit} (${EXIT_MEANING[exit]}), HTTP ${http}.`].join('\n\n');
}
