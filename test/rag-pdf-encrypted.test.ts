import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writePdf } from './support/pdf-writer.ts';

const page = [[{ text: 'Alunite and kaolinite in the advanced argillic zone.', x: 72, y: 700 }]];

const ways = [
  ['RC4, 40 bits', {}],
  ['AES, 256 bits', { aes: true }],
] as const;

it.each(ways)('refuses a PDF that needs a password, naming the file (%s)', async (_, way) => {
  const bytes = writePdf(page, { userPassword: 'geheim', ownerPassword: 'owner', ...way });
  await expect(loadDocument({ path: 'locked.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_ENCRYPTED',
    message: expect.stringContaining('locked.pdf'),
  });
});

it.each(ways)('reads a PDF that only its owner protected against changes (%s)', async (_, way) => {
  const bytes = writePdf(page, { userPassword: '', ownerPassword: 'owner', ...way });
  const document = await loadDocument({ path: 'open.pdf', bytes });
  expect(document.pages[0]!.text).toBe('Alunite and kaolinite in the advanced argillic zone.');
});

it.each([
  ['for certificates', '<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 >>'],
  ['of a later revision', '<< /Filter /Standard /V 9 /R 9 /Length 256 /P -4 /O <00> /U <00> >>'],
])('refuses a PDF whose encryption is not known: %s', async (_, encrypt) => {
  const bytes = writePdf(page, { encrypt });
  await expect(loadDocument({ path: 'locked.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_ENCRYPTED',
    message: expect.stringContaining('locked.pdf'),
  });
});
