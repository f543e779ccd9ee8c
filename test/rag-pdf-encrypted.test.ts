import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writePdf } from './support/pdf-writer.ts';

const page = [[{ text: 'Alunite and kaolinite in the advanced argillic zone.', x: 72, y: 700 }]];

it('refuses a PDF that needs a password, naming the file', async () => {
  const bytes = writePdf(page, { userPassword: 'geheim', ownerPassword: 'owner' });
  await expect(loadDocument({ path: 'locked.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_ENCRYPTED',
    message: expect.stringContaining('locked.pdf'),
  });
});

it('reads a PDF that only its owner protected against changes', async () => {
  const bytes = writePdf(page, { userPassword: '', ownerPassword: 'owner' });
  const document = await loadDocument({ path: 'open.pdf', bytes });
  expect(document.pages[0]!.text).toBe('Alunite and kaolinite in the advanced argillic zone.');
});
