import { inProject } from './setup/places.mjs';
import { readJson, writeJson } from './setup/stamp.mjs';

/**
 * `node scripts/complete-lock.mjs`, after every `npm install` that changes package-lock.json.
 *
 * A registry mirror that holds only some systems' variants of a package (biome for macOS, say) makes npm leave the
 * others out of the lock file, and `npm ci` refuses such a lock everywhere. Their versions are fixed by the package
 * that names them, so they can be written in; the systems are read off their names, so that no machine fetches
 * another's. They stand without a checksum: the mirror could not give it.
 */
const path = inProject('package-lock.json');
const lock = readJson(path);

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Optional dependencies with an exact version that the lock names but does not hold. */
export function missingVariants(packages) {
  const missing = new Map();
  for (const [holder, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (packages[`node_modules/${name}`] || packages[`${holder}/node_modules/${name}`]) continue;
      if (/^\d/.test(version)) missing.set(name, { version, dev });
    }
  }
  return missing;
}

if (import.meta.filename === process.argv[1]) {
  for (const [name, { version, dev }] of missingVariants(lock.packages)) {
    const words = name.split(/[-/_]/);
    const os = SYSTEMS.filter((system) => words.includes(system));
    const cpu = PROCESSORS.filter((processor) => words.includes(processor));
    if (os.length === 0 && cpu.length === 0) throw new Error(`${name}: cannot tell which system it is for`);
    const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(dev && { dev }),
      ...(libc && { libc }),
      optional: true,
      os,
    };
    process.stdout.write(`${name} ${version}: ${os} ${cpu}\n`);
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeJson(path, lock);
}
