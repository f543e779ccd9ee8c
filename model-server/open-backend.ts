import type { Config } from '../core/config.ts';
import { hasConsent } from '../core/consent.ts';
import { GossanError } from '../core/errors.ts';
import { firstModel } from '../core/first-model.ts';
import { ActiveBackend } from './adapters/active-backend.ts';
import { adapterFolder } from './adapters/adapter-state.ts';
import type { Backend } from './backend.ts';
import { BASE, knownAdapter, shippedBase } from './open-vision-model.ts';

export interface OpenOptions {
  /** Unix socket of a GPU worker. */
  worker?: string;
  /** Hears why an adapter that was activated while the server runs does not answer. */
  onFault?: (error: GossanError) => void;
}

/**
 * What `gossan serve` serves: a GPU worker where one is named, else the server of GOSSAN_VISION_URL, else the shipped base in
 * this process. On this machine requests without `model` are answered by the active adapter, or by the one that
 * GOSSAN_VISION_MODEL fixes ("base" for none).
 * @throws GossanError VISION_FILES, WORKER_FAILED, CALLER_REFUSED where pictures may not go to that server, and what loading an
 *   adapter throws
 */
export async function openBackend(config: Config, { worker, onFault }: OpenOptions = {}): Promise<Backend> {
  const { visionUrl, visionModel, visionKey } = config;
  if (worker === undefined && visionUrl) {
    if (!hasConsent(visionUrl)) {
      const detail = `nobody has agreed that pictures go to ${new URL(visionUrl).host}; \`gossan doctor --allow-remote\` agrees`;
      throw new GossanError('CALLER_REFUSED', { detail });
    }
    const { UpstreamBackend } = await import('./upstream/upstream-backend.ts');
    const name = visionModel ?? (await firstModel(visionUrl, visionKey));
    return new UpstreamBackend(visionUrl, name, { key: visionKey });
  }
  const model = worker === undefined ? await openEmbedded() : await openWorker(worker);
  try {
    if (visionModel === undefined) return await following(model, onFault);
    if (visionModel !== BASE && visionModel !== model.name) {
      await model.loadAdapter(visionModel, knownAdapter(visionModel));
    }
    return model;
  } catch (error) {
    await model.close();
    throw error;
  }
}

async function openEmbedded(): Promise<Backend> {
  const { EmbeddedModel } = await import('./embedded/embedded-model.ts');
  return EmbeddedModel.open({ folder: shippedBase() });
}

async function openWorker(socket: string): Promise<Backend> {
  const { WorkerBackend } = await import('./worker/worker-backend.ts');
  return WorkerBackend.connect(socket);
}

/** At the start a fault ends the program; once something answers, it is told and that goes on answering. */
async function following(model: Backend, onFault: OpenOptions['onFault']): Promise<Backend> {
  let started = false;
  const active = new ActiveBackend(model, {
    folderOf: adapterFolder,
    onFault: (error) => {
      if (!started) throw error;
      onFault?.(error);
    },
  });
  await active.active();
  started = true;
  active.watch();
  return active;
}
