import { posix } from 'node:path';
import { zipMembers } from '../../core/zip-directory.ts';
import { readXml } from './xml.ts';
import type { ZipPackage } from './zip-package.ts';

/** Names in the directory of a ZIP file, in lower case; none where it is damaged. */
export function partsOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const read = (offset: number, length: number) => buffer.subarray(offset, offset + length);
    return zipMembers({ path: '', size: buffer.length, read }).map(({ name }) =>
      name.replaceAll('\\', '/').toLowerCase(),
    );
  } catch {
    return [];
  }
}

/** A relationship of a part to another (ECMA-376 part 2, 9.3). */
export interface Relationship {
  id: string;
  /** The last word of its type: 'officeDocument', 'worksheet'. */
  type: string;
  /** Name of the part. */
  target: string;
}

/** The relationships of a part, or of the package where `part` is empty. Links to the outside are left out. */
export function relationships(parts: ZipPackage, part: string): Relationship[] {
  const folder = posix.dirname(part);
  const xml = parts.readOptional(posix.join(folder, '_rels', `${posix.basename(part)}.rels`));
  const found: Relationship[] = [];
  if (xml === null) return found;
  readXml(xml, {
    open: (name, { Id, Type, Target, TargetMode }) => {
      if (name !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.push({ id: Id, type: Type?.split('/').at(-1) ?? '', target });
    },
  });
  return found;
}

/** The part that the package names for a purpose, if it is there. */
export function partOfType(parts: ZipPackage, type: string): string | null {
  const target = relationships(parts, '').find((one) => one.type === type)?.target;
  return target !== undefined && parts.has(target) ? target : null;
}
