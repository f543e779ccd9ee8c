import { describe, expect, it } from 'vitest';
import { gossan, jsonOf } from './support/run-gossan.ts';

const CASES: { args: string[]; says: RegExp; hint: RegExp }[] = [
  { args: ['mpa', 'x.hdr'], says: /no command "mpa"/, hint: /gossan map/ },
  { args: ['Where is the alunite?'], says: /no command/, hint: /gossan ask/ },
  { args: ['明矾石在哪里'], says: /no command/, hint: /gossan ask/ },
  { args: ['search', 'alunite'], says: /no command "search"/, hint: /gossan kb search/ },
  { args: ['kb'], says: /needs one of: add, list/, hint: /gossan kb --help/ },
  { args: ['kb', 'ad', 'x'], says: /no command "kb ad"/, hint: /gossan kb add/ },
  { args: ['map'], says: /--out is missing/, hint: /gossan map --help/ },
  { args: ['map', '--out', 'd'], says: /S is missing/, hint: /gossan map --help/ },
  { args: ['map', 'a.hdr', 'b.hdr', '--out', 'd'], says: /"b.hdr" is one argument too many/, hint: /--help/ },
  { args: ['map', 'a.hdr', '--out', 'd', '--window', '1', '2', '3'], says: /four whole numbers/, hint: /--help/ },
  { args: ['map', 'a.hdr', '--out', 'd', '--window', '-1', '0', '5', '5'], says: /x and y from 0/, hint: /--help/ },
  { args: ['map', 'a.hdr', '--out', 'd', '--threads', '0'], says: /from 1 to 256/, hint: /--help/ },
  {
    args: ['map', 'a.hdr', '--out', 'd', '--as', 'dn'],
    says: /reflectance, radiance, relative, not "dn"/,
    hint: /--help/,
  },
  { args: ['map', 'a.hdr', '--out'], says: /--out needs a value/, hint: /--help/ },
  { args: ['map', 'a.hdr', '--out', '--json'], says: /--out needs a value/, hint: /--help/ },
  { args: ['ask', 'q', '--secne', 'x'], says: /no option --secne. Did you mean --scene/, hint: /--help/ },
  { args: ['ask', '   '], says: /QUESTION is empty/, hint: /--help/ },
  { args: ['ask', 'q', '--no-rag=yes'], says: /takes no value/, hint: /--help/ },
  { args: ['ask', 'q', '--lang', 'fr'], says: /one of en, zh/, hint: /--help/ },
  { args: ['kb', 'search', 'q', '-k', 'ten'], says: /whole number from 1 to 200/, hint: /--help/ },
  { args: ['kb', 'page', 'abc', 'two'], says: /N is a page number, not "two"/, hint: /--help/ },
  { args: ['report', '--scene', 's', '--out', 'r.docx'], says: /not ".docx"/, hint: /gossan report --help/ },
  { args: ['chat'], says: /needs a terminal/, hint: /--help/ },
];

describe('wrong use', () => {
  it.each(CASES)('exit 2, what is wrong and what to do: $args', async ({ args, says, hint }) => {
    const words = args.filter((word) => word !== '--json');
    const [plain, json] = await Promise.all([gossan(words), gossan([...words, '--json'])]);
    expect(plain.code).toBe(2);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toMatch(says);
    expect(plain.stderr).toMatch(hint);
    expect(plain.stderr).not.toMatch(/\n\s+at /);

    expect(json.code).toBe(2);
    const { error } = jsonOf(json) as { error: { code: string; message: string; hint: string } };
    expect(error.message).toMatch(args.at(-1) === '--out' ? /--out needs a value/ : says);
    expect(error.hint).toMatch(hint);
    expect(error.code).toMatch(/^(USAGE|UNKNOWN_COMMAND)$/);
  });
});
