import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writeChinesePdf } from './support/chinese-pdf.ts';

it('reads Chinese of a font that is not embedded, and joins its lines without spaces', async () => {
  const lines = [
    '斑岩铜矿的蚀变分带由中心向外依次为钾化带、绢英岩',
    '化带和青磐岩化带，顶部常见高级泥化，其中有明矾石。',
  ];
  const document = await loadDocument({ path: 'cu.pdf', bytes: writeChinesePdf([[lines]]) });
  expect(document.pages[0]!.text).toBe(lines.join(''));
});
