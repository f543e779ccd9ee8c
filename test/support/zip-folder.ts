import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';

/** Packs a folder under its own name, as file managers do. */
export async function zipFolder(folder: string, archive: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const members: Record<string, Uint8Array> = {};
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    members[`product/${relative(folder, path)}`] = await readFile(path);
  }
  await writeFile(archive, zipSync(members));
  return archive;
}
