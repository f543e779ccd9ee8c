import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { stableId } from '../../../core/hash.ts';
import { homePath } from '../../../core/paths.ts';
import { damagedZip, memberPlace, type ZipMember, type ZipSource, zipMembers } from '../../../core/zip-directory.ts';
import { nextCrc, withArchive, zipSource } from './product-zip.ts';

/**
 * What an archive may hold. The largest products (EMIT, PRISMA, GF-5) unpack to 2 to 5 GB; imaging spectra shrink to a half
 * or a tenth, padding included, while bombs shrink a thousandfold. Small archives may be anything.
 */
const MOST_FILES = 5_000;
const MOST_BYTES = 32 * 1024 ** 3;
const MOST_RATIO = 150;
const HARMLESS_BYTES = 64 * 1024 ** 2;
const CHUNK = 1024 * 1024;

/**
 * Unpacks an archive into the cache (`GOSSAN_HOME/cache/unzipped/…`, named by the archive's place, size and time) and
 * returns the folder; an archive that lies there already is not unpacked again. Streams: memory does not grow with size.
 * Throws ARCHIVE_DAMAGED; ARCHIVE_REFUSED for names that lead out of the folder, links, passwords, unknown packing, too
 * many files or bytes, or a ratio that no data has; DISK_FULL; INTERRUPTED.
 */
export async function unpackProduct(path: string, signal?: AbortSignal): Promise<string> {
  const stats = await stat(path).catch((error) => {
    throw asGossanError(error, path);
  });
  const folder = homePath('cache', 'unzipped', stableId(await realpath(path), stats.size, stats.mtimeMs));
  if (await isFolder(folder)) return folder;
  const temporary = `${folder}.${process.pid}.tmp`;
  await withArchive(path, async (handle) => {
    const source = zipSource(path, handle);
    const members = zipMembers(source);
    checkMembers(path, members, stats.size);
    try {
      // A process that was killed may have left its part under the same number.
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await checkSpace(temporary, members);
      for (const member of members) {
        signal?.throwIfAborted();
        if (!member.name.endsWith('/')) await unpackMember(source, handle, member, temporary, signal);
      }
      await finish(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  });
  return folder;
}

/** The parts of a member's name. Backslashes separate too: some Windows programs write them. */
function safeParts(name: string): string[] | undefined {
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  const escapes = /^[/\\]|^[a-z]:/i.test(name) || name.includes('\0') || parts.includes('..') || parts.length === 0;
  return escapes ? undefined : parts;
}

function checkMembers(path: string, members: ZipMember[], archiveBytes: number): void {
  const refuse = (detail: string) => new GossanError('ARCHIVE_REFUSED', { path, detail });
  if (members.length > MOST_FILES) throw refuse(`${members.length} files, more than any product has`);
  let total = 0;
  for (const member of members) {
    const shown = JSON.stringify(member.name.slice(0, 80));
    if (!safeParts(member.name)) throw refuse(`the name ${shown} leads out of its folder`);
    if (member.link) throw refuse(`${shown} is a link`);
    if (member.encrypted) throw refuse(`${shown} is protected by a password`);
    if (member.method !== 0 && member.method !== 8) throw refuse(`${shown} is packed by method ${member.method}`);
    total += member.size;
  }
  if (total > MOST_BYTES) throw refuse(`it would unpack to ${Math.round(total / 1024 ** 3)} GiB`);
  if (total > HARMLESS_BYTES && total > archiveBytes * MOST_RATIO) {
    throw refuse(`it would unpack to ${Math.round(total / archiveBytes)} times its size, as no scene does`);
  }
}

async function checkSpace(folder: string, members: ZipMember[]): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = members.reduce((sum, { size }) => sum + size, 0);
  if (needed > bavail * bsize) throw new GossanError('DISK_FULL', { path: folder });
}

async function unpackMember(
  source: ZipSource,
  handle: FileHandle,
  member: ZipMember,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const { path } = source;
  const target = join(folder, ...(safeParts(member.name) ?? []));
  await mkdir(dirname(target), { recursive: true });
  let crc = 0;
  let size = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length;
      // A directory that understates its sizes is how bombs pass the check of the sum.
      if (size > member.size) throw damagedZip(path, `${member.name} is longer than the directory says`);
      crc = nextCrc(chunk, crc);
      yield chunk;
    }
  };
  const packed = packedBytes(handle, memberPlace(source, member), member.packed);
  const output = createWriteStream(target, { flags: 'wx' });
  try {
    if (member.method === 0) await pipeline(packed, counted, output, { signal });
    else await pipeline(packed, createInflateRaw(), counted, output, { signal });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw damagedZip(path, `${member.name} cannot be expanded`, error);
    if (code === 'EEXIST') throw damagedZip(path, `${member.name} is in it twice`, error);
    throw error;
  }
  if (size !== member.size || crc !== member.crc) throw damagedZip(path, `${member.name} fails its checksum`);
}

async function* packedBytes(handle: FileHandle, offset: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length - done));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** Another process may have unpacked the same archive meanwhile: its folder serves as well. */
async function finish(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (error) {
    if (!(await isFolder(folder))) throw error;
    await rm(temporary, { recursive: true, force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
