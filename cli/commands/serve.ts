import { loadConfig } from '../../core/config.ts';
import settings from '../../model-server/http/settings.json' with { type: 'json' };
import type { Invocation } from '../invocation.ts';
import { stopped } from '../stopped.ts';

const DEFAULT_PORT = 8080;

export const graceMs = settings.grace_seconds * 1000;

export async function run({ options, output, signal }: Invocation): Promise<number> {
  const [{ openBackend }, { startServer }, { version }, { openPage }] = await Promise.all([
    import('../../model-server/open-backend.ts'),
    import('../../model-server/http/server.ts'),
    import('../version.ts'),
    import('../web/open-page.ts'),
  ]);
  const worker = options.text('worker');
  const backend = await openBackend(loadConfig(), {
    ...(worker === undefined ? {} : { worker }),
    onFault: ({ message, hint }) => output.note(`${message} What answered before goes on. ${hint}`, 'yellow'),
  });
  try {
    const server = await startServer({
      backend,
      host: options.text('host'),
      port: options.integer('port') ?? DEFAULT_PORT,
      token: process.env.GOSSAN_TOKEN,
      version: version(),
      page: (opened) => openPage(opened, { scenes: options.texts('scene'), kb: options.text('kb') }),
    });
    const adapter = (await backend.active?.()) ?? null;
    output.note(
      `${backend.name}${adapter === null ? '' : `, adapter ${adapter}`} (${backend.kind}) at ${server.url}/v1, described at ${server.url}/docs; the page is ${server.url}/. Ctrl-C stops.`,
    );
    output.document({ url: server.url, model: backend.name, adapter, backend: backend.kind });
    await stopped(signal);
    output.note('Letting the running requests end…', 'dim');
    await server.stop();
  } finally {
    await backend.close();
  }
  return 0;
}
