import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath, plainEnvironment, runCommand } from './command.mjs';
import { installDebian } from './debian.mjs';
import { SetupFailure } from './failure.mjs';
import { NativePackage } from './native.mjs';
import { node24Headers } from './node24.mjs';
import { inCache, inProject, node24 } from './places.mjs';

const DEBIAN = ['g++', 'libfaiss-dev', 'libopenblas-dev'];

// faiss-node was written against FAISS 1.7.4; Debian 12 has 1.7.3, where this type still lived inside Index.
const SHIM = `#include <faiss/Index.h>
namespace faiss { using idx_t = Index::idx_t; }
`;

const binary = new NativePackage({
  name: 'faiss-node',
  binary: join('build', 'Release', 'faiss-node.node'),
  proof: `const { IndexFlatIP } = require('faiss-node');
    const index = new IndexFlatIP(2);
    index.add([1, 0, 0, 1]);
    if (index.search([0, 1], 1).labels[0] !== 1) throw new Error('FAISS found the wrong vector');`,
  fetch: (folder) =>
    runCommand(
      'Fetching the prebuilt FAISS',
      node24,
      [inProject('node_modules', 'prebuild-install', 'bin.js'), '--runtime', 'napi'],
      {
        log: 'faiss-node',
        cwd: folder,
        env: plainEnvironment(),
        timeoutMs: 60_000,
      },
    ),
  recipe: 'own inner product',
  compile,
});

/** FAISS for Node 24: the vector index of the knowledge base. Not fatal: an exact TypeScript index takes its place. */
export const faiss = {
  name: 'FAISS',
  fatal: false,
  without: 'The exact TypeScript index is in use: same results, slower on large knowledge bases.',
  needed: () => binary.needed(),
  run: () => binary.provide(),
};

/**
 * Compiles faiss-node's one source file against the FAISS of the system (its own build clones FAISS from GitHub), with an
 * inner product that uses the processor; where the compiler cannot make that, with FAISS's own.
 */
async function compile(folder) {
  if (process.platform !== 'linux') {
    throw new SetupFailure('The prebuilt FAISS could not be fetched, and Gossan compiles it on Linux only');
  }
  if (!existsSync('/usr/include/faiss/Index.h') || !onPath('g++')) {
    const lacking = 'The FAISS library or a C++ compiler is not installed on this system';
    await installDebian(DEBIAN, { what: 'FAISS', log: 'faiss-node', lacking });
  }
  const headers = await node24Headers();
  const output = join(folder, 'build', 'Release', 'faiss-node.node');
  mkdirSync(dirname(output), { recursive: true });
  const options = { log: 'faiss-node', env: plainEnvironment(), todo: `apt-get install ${DEBIAN.join(' ')}` };
  const faster = await compileInnerProduct(options);
  const call = (include) => [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-fopenmp', '-DNAPI_VERSION=8', '-DNAPI_CPP_EXCEPTIONS'],
    ...faster,
    ...include,
    `-I${inProject('node_modules', 'node-addon-api')}`,
    `-I${join(headers, 'include', 'node')}`,
    join(folder, 'src', 'faiss.cc'),
    ...['-o', output, '-lfaiss', '-lopenblas'],
  ];
  try {
    await runCommand('Compiling FAISS', 'g++', call([]), options);
  } catch {
    const shim = inCache('native', 'faiss-idx-t.h');
    mkdirSync(dirname(shim), { recursive: true });
    writeFileSync(shim, SHIM);
    await runCommand('Compiling FAISS', 'g++', call(['-include', shim]), options);
  }
}

/** Debian's FAISS is a static library, so what comes before it takes the place of its own. */
async function compileInnerProduct(options) {
  const object = inCache('native', 'faiss-inner-product.o');
  mkdirSync(dirname(object), { recursive: true });
  const source = inProject('scripts', 'setup', 'faiss-inner-product.cc');
  const call = ['-O3', '-ffast-math', '-std=c++17', '-fPIC', '-c', source, '-o', object];
  try {
    await runCommand('Compiling the inner product', 'g++', call, options);
    return [object, '-Wl,--allow-multiple-definition'];
  } catch {
    return [];
  }
}
