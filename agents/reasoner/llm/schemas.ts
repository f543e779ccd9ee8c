import { z } from 'zod';

/** What a language model may plan: which agents look, for what. Anything else does not parse. */
export const PlanSchema = z.object({
  steps: z
    .array(
      z.object({
        agent: z.enum(['spectral-analyst', 'vision-analyst', 'knowledge-retriever']),
        goal: z.string().min(3).max(200),
      }),
    )
    .min(1)
    .max(6),
});

/** What a language model may write: sentences, each with the evidence that it rests on. */
export const DraftSchema = z.object({
  sentences: z
    .array(
      z.object({
        text: z.string().min(2).max(600),
        evidence: z.array(z.string()).max(6),
      }),
    )
    .min(1)
    .max(10),
});

export type ModelPlan = z.infer<typeof PlanSchema>;
export type ModelDraft = z.infer<typeof DraftSchema>;
