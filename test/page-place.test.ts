import { expect, it } from 'vitest';
import { pagePlace } from '../core/page-place.ts';

it.each([
  [{ page: 12 }, 'p. 12', '第 12 页'],
  [{ page: 12, label: '12' }, 'p. 12', '第 12 页'],
  [{ page: 12, label: 'iv' }, 'p. 12 (printed iv)', '第 12 页（印刷页码 iv）'],
  [{ page: 3, label: 'A-7' }, 'p. 3 (printed A-7)', '第 3 页（印刷页码 A-7）'],
  [{ page: 3, label: 'Alteration zones' }, 'p. 3 ("Alteration zones")', '第 3 页（“Alteration zones”）'],
  [{ page: 3, label: '第二章 分带' }, 'p. 3 ("第二章 分带")', '第 3 页（“第二章 分带”）'],
  [{ page: 5, ocr: { confidence: 0.957 } }, 'p. 5 (read by OCR, 96 % sure)', '第 5 页（OCR 识别，置信度 96 %）'],
  [
    { page: 5, label: '7', ocr: { confidence: 0.7 } },
    'p. 5 (printed 7; read by OCR, 70 % sure: check the original)',
    '第 5 页（印刷页码 7；OCR 识别，置信度 70 %，请核对原件）',
  ],
])('says where a passage stands and how its page was read: %o', (place, english, chinese) => {
  expect(pagePlace(place, 'en')).toBe(english);
  expect(pagePlace(place, 'zh')).toBe(chinese);
});

it('shows nothing of a label that could move the cursor', () => {
  expect(pagePlace({ page: 1, label: '\u001b[2Jii\u202e' }, 'en')).toBe('p. 1 (printed ii)');
});
