import { z } from 'zod';
import type { Answer } from '../../../core/answer.ts';

const LANGUAGE = z.enum(['en', 'zh']);

const step = z.looseObject({
  id: z.string(),
  agent: z.enum(['planner', 'spectral-analyst', 'vision-analyst', 'knowledge-retriever', 'responder', 'reviewer']),
  goal: z.string(),
  status: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
  ms: z.number(),
});

const evidence = z.looseObject({
  id: z.string(),
  kind: z.enum(['scene', 'model', 'document']),
  source: z.string(),
  address: z.string().describe('scene.json#/POINTER, DOCUMENT#page=N&start=S&end=E, or MODEL#TASK'),
  text: z.string(),
  value: z.union([z.number(), z.string()]).optional(),
  unit: z.string().optional(),
});

const citation = z.looseObject({
  n: z.number().int().describe('The number in brackets in the answer'),
  evidence: z.string(),
  document: z.string(),
  title: z.string(),
  page: z.number().int(),
  label: z.string().optional(),
  start: z.number().int(),
  end: z.number().int(),
  quote: z.string(),
  verdict: z.enum(['verified', 'misattributed', 'fabricated']),
  url: z.string().optional(),
  doi: z.string().optional(),
});

const number = z.looseObject({
  text: z.string(),
  value: z.number(),
  unit: z.string(),
  evidence: z.string().optional().describe('The evidence that carries it'),
  formula: z.string().optional().describe('Or how it follows from `inputs`'),
  inputs: z.array(z.string()).optional(),
});

/** `core/answer.ts` as a schema; fields that come later pass. */
export const ANSWER: z.ZodType<Answer> = z.looseObject({
  answer: z.string().describe('With references in brackets; a refusal says what is missing'),
  language: LANGUAGE,
  session: z.string().describe('Give it to the next question to go on with this talk'),
  turn: z.number().int(),
  plan: z.array(step),
  evidence: z.array(evidence),
  citations: z.array(citation),
  numbers: z.array(number).describe('Every number of the answer, with its evidence or its formula'),
  contradictions: z
    .array(
      z.looseObject({ subject: z.string(), sides: z.array(z.looseObject({ evidence: z.string(), says: z.string() })) }),
    )
    .describe('Where scene, model and documents disagree'),
  review: z.looseObject({
    verdict: z.enum(['PASS', 'RETRY']),
    rewrites: z.union([z.literal(0), z.literal(1)]),
    reasons: z.array(z.string()),
  }),
  refusal: z.looseObject({ reason: z.string(), missing: z.array(z.string()) }).nullable(),
  models: z.looseObject({
    reasoner: z.string(),
    embeddings: z.string(),
    reranker: z.string(),
    vision: z.string(),
    adapter: z.string(),
  }),
  ms: z.number(),
});
