import type { Config } from '../core/config.ts';
import { hasConsent } from '../core/consent.ts';
import { GossanError } from '../core/errors.ts';
import { firstModel } from '../core/first-model.ts';
import type { Backend } from './backend.ts';
import { adapterFolder, shippedBase } from './open-vision-model.ts';

/**
 * What `gossan serve` serves: a GPU worker where one is named, else the server of GOSSAN_VISION_URL, else the shipped base in
 * this process, with the adapter that GOSSAN_VISION_MODEL names.
 * @throws GossanError VISION_FILES, VISION_ADAPTER, WORKER_FAILED, CALLER_REFUSED where pictures may not go to that server
 */
export async function openBackend(config: Config, worker?: string): Promise<Backend> {
  if (worker !== undefined) {
    const { WorkerBackend } = await import('./worker/worker-backend.ts');
    return WorkerBackend.connect(worker);
  }
  const { visionUrl, visionModel, visionKey } = config;
  if (visionUrl) {
    if (!hasConsent(visionUrl)) {
      const detail = `nobody has agreed that pictures go to ${new URL(visionUrl).host}; \`gossan doctor --allow-remote\` agrees`;
      throw new GossanError('CALLER_REFUSED', { detail });
    }
    const { UpstreamBackend } = await import('./upstream/upstream-backend.ts');
    const name = visionModel ?? (await firstModel(visionUrl, visionKey));
    return new UpstreamBackend(visionUrl, name, { key: visionKey });
  }
  const { EmbeddedModel } = await import('./embedded/embedded-model.ts');
  const model = await EmbeddedModel.open({ folder: shippedBase() });
  if (visionModel !== undefined && visionModel !== model.name) {
    await model.loadAdapter(visionModel, adapterFolder(visionModel));
  }
  return model;
}
