import { z } from 'zod';
import type { Identification } from '../../spectral/types.ts';

const match = z
  .looseObject({
    mineral: z.string().describe('A mineral of the library, or a named mixture'),
    members: z.array(z.string()),
    fit: z.number().describe('0 to 1'),
    depth: z.number().describe('Continuum-removed depth of the strongest diagnostic feature, 0 to 1'),
    margin: z.number().describe("Fit minus the runner-up's"),
    runnerUp: z.string().nullable(),
    features: z
      .array(z.looseObject({ centre_um: z.number(), depth: z.number(), role: z.string() }))
      .describe('What decided'),
  })
  .nullable();

/** What identification says of one spectrum, as a schema. */
export const IDENTIFICATION: z.ZodType<Identification> = z.looseObject({
  name: z.string(),
  verdict: z.enum(['identified', 'uncertain', 'none']),
  vnir: match.describe('Iron: below 1.35 µm'),
  swir: match.describe('Clays, micas, sulfates, carbonates: above 1.35 µm'),
  left_out_um: z.array(z.number()).optional().describe('Bands that stood out alone: spikes'),
});
