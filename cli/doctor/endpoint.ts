import { SETTINGS } from '../../core/config.ts';
import { GossanError } from '../../core/errors.ts';
import type { PartCheck } from './probe.ts';

const PATIENCE_MS = 5_000;

/** A chat endpoint that the user named: asks it for its models, sends nothing else. */
function endpoint(
  part: string,
  settings: { url: 'llmUrl' | 'visionUrl'; model: 'llmModel' | 'visionModel'; key: 'llmKey' | 'visionKey' },
  without: string,
): PartCheck {
  const variable = SETTINGS[settings.url];
  return {
    part,
    fix: `Start the server, or mend ${variable}.`,
    async run(config) {
      const url = config[settings.url];
      if (!url) return { state: 'not-configured', version: null, detail: without, fix: null };
      const models = await modelsOf(url, config[settings.key]);
      const wanted = config[settings.model];
      const known = wanted === undefined || models.includes(wanted);
      const listed = models.slice(0, 8).join(', ') + (models.length > 8 ? ', …' : '');
      return {
        state: known ? 'ok' : 'missing',
        version: wanted ?? models[0] ?? null,
        detail: known
          ? `${url} serves ${listed || 'no model'}`
          : `${url} does not serve "${wanted}" but ${listed || 'nothing'}`,
        fix: known ? null : `Set ${SETTINGS[settings.model]} to one of its models.`,
      };
    },
  };
}

async function modelsOf(url: string, key: string | undefined): Promise<string[]> {
  const address = `${url.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/models`;
  let detail: string;
  try {
    const reply = await fetch(address, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (reply.ok) {
      const list = (await reply.json()) as { data?: { id: string }[] };
      return (list.data ?? []).map(({ id }) => id);
    }
    detail = `HTTP ${reply.status}`;
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    detail = name === 'TimeoutError' ? `nothing within ${PATIENCE_MS / 1000} s` : (cause?.code ?? message);
  }
  throw new GossanError('ENDPOINT_UNREACHABLE', { url: address, detail });
}

export const llm: PartCheck = endpoint(
  'language model',
  { url: 'llmUrl', model: 'llmModel', key: 'llmKey' },
  'none named: the builtin reasoner answers',
);

/** The vision model of a server; where none is named, `vision.ts` tries the one that ships. */
export const visionEndpoint: PartCheck = endpoint(
  'vision model',
  { url: 'visionUrl', model: 'visionModel', key: 'visionKey' },
  'no endpoint named in GOSSAN_VISION_URL',
);
