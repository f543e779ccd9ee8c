import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../core/paths.ts';

/**
 * Builds the package into a folder of its own and returns the path of its `cli/main.js`. The chat is JSX, which runs built
 * only; `dist/` itself is left alone, since others may be running it.
 * @param model with the small vision model that ships; without it no chat waits for its answers
 */
export function buildGossan({ model = false } = {}): { main: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'gossan-built-'));
  // Assets are found from the nearest package.json, and packages from the nearest node_modules.
  const assets = ['package.json', 'node_modules', 'tools', 'knowledge_base', 'docs', 'rag', 'agents'];
  for (const name of model ? [...assets, 'model-server', 'fine-tune', 'web'] : assets) {
    if (existsSync(join(packageRoot, name))) symlinkSync(join(packageRoot, name), join(root, name));
  }
  const out = join(root, 'dist');
  mkdirSync(out);
  execFileSync(process.execPath, [
    join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(packageRoot, 'tsconfig.build.json'),
    '--outDir',
    out,
    // Types are checked by their own step; here a running program is all that is wanted.
    '--noCheck',
  ]);
  const main = join(out, 'cli', 'main.js');
  if (!statSync(main).isFile()) throw new Error(`the build has no ${main}, only ${readdirSync(out).join()}`);
  return { main, remove: () => rmSync(root, { recursive: true, force: true }) };
}
