import { z } from 'zod';
import { DEFAULT_KB, type Passage, type StoredPage } from '../sources.ts';

export const KB = z
  .string()
  .min(1)
  .optional()
  .describe(`Name of the knowledge base; "${DEFAULT_KB}" where it is left out`);

const ocr = z
  .looseObject({ confidence: z.number() })
  .optional()
  .describe('The page is a picture; its text was recognised so surely (0 to 1)');

export const PASSAGE: z.ZodType<Passage> = z.looseObject({
  document: z.string(),
  title: z.string(),
  page: z.number().int().describe('Counted from 1'),
  label: z.string().describe('The printed page number, where it differs'),
  start: z.number().int().describe("Characters of the page's stored text"),
  end: z.number().int(),
  score: z.number().describe('Comparable within one search only'),
  text: z.string(),
  heading: z.string(),
  ocr,
});

export const PAGE: z.ZodType<StoredPage> = z.looseObject({
  document: z.string(),
  title: z.string(),
  page: z.number().int(),
  label: z.string().optional(),
  text: z.string(),
  headings: z.array(z.looseObject({ start: z.number().int(), level: z.number().int(), text: z.string() })),
  ocr,
  url: z.string().optional(),
  doi: z.string().optional(),
});

const number = z.number().int().min(0).optional();
/** Ends are included; one that is left out is open. */
export const RANGE = z.strictObject({ from: number, to: number });
