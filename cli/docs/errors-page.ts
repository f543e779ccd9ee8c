import { ERRORS } from '../../core/errors.ts';

const EXIT_MEANING: Record<number, string> = {
  1: 'failed',
  2: 'wrong use',
  3: 'input refused',
  4: 'a needed part is missing',
  130: 'interrupted',
};

/** `docs/errors.md`: every error that a user can meet. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { message, hint, http, exit }]) =>
    [`\`${code}\``, cell(message), cell(hint), `${exit} ${EXIT_MEANING[exit]}`, String(http)].join(' | '),
  );
  return `# Errors

Written from \`core/errors.ts\` by \`node scripts/write-docs.ts\`. \`{name}\` stands for what is filled in. With \`--json\` an error
is \`{"error":{"code","message","hint"}}\` on stdout; over HTTP it comes with the status of the last column.

| code | message | what to do | exit code | HTTP |
| --- | --- | --- | --- | ---: |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
