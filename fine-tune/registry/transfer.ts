import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { type AdapterCard, CARD_FILE, parseAdapterCard } from '../../model-server/adapters/adapter-card.ts';
import { verifyAdapter, verifyFolder } from './activate.ts';
import { arrivingFolder, checkName, placeAdapter } from './register.ts';

/** A card is a few kilobytes of JSON; more is something else. */
const LARGEST_CARD = 4 * 2 ** 20;

/**
 * Copies an adapter into a folder, as `FOLDER/NAME`, checked on both sides; it is there whole or not at all.
 * @param destination a folder or a file: address
 * @returns the folder that was written
 * @throws GossanError ADAPTER_UNKNOWN, ADAPTER_DESTINATION, and what the check throws
 */
export async function pushAdapter(name: string, destination: string): Promise<string> {
  if (isRemote(destination)) {
    throw new GossanError('ADAPTER_DESTINATION', { destination, detail: 'adapters are pushed to folders' });
  }
  const { card, folder } = await verifyAdapter(name);
  const target = join(localPath(destination), name);
  if (existsSync(target)) {
    const there = await verifyFolder(target, name).catch(() => null);
    if (there?.sha256 === card.sha256) return target;
    throw new GossanError('ADAPTER_DESTINATION', { destination: target, detail: 'something else stands there' });
  }
  const arriving = join(localPath(destination), `.${name}.${process.pid}.arriving`);
  try {
    ensureFolder(arriving);
    for (const file of [CARD_FILE, ...Object.keys(card.files)]) copyFileSync(join(folder, file), join(arriving, file));
    await verifyFolder(arriving, name);
    renameSync(arriving, target);
    return target;
  } catch (error) {
    rmSync(arriving, { recursive: true, force: true });
    throw asGossanError(error, target);
  }
}

export interface PullOptions extends SlowCall {
  /** Never ask a network. */
  offline?: boolean;
}

/**
 * Brings an adapter to this machine under the name that its card has. Only the files that the card names are taken, and each
 * must have the hash that it says.
 * @param source a folder; a file:, http: or https: address of one; or `hf:OWNER/REPOSITORY[@REVISION]` on the Hugging Face hub
 * @throws GossanError ADAPTER_SOURCE, ADAPTER_NAME where another adapter has the name, and what the check throws
 */
export async function pullAdapter(source: string, options: PullOptions = {}): Promise<AdapterCard> {
  const folder = arrivingFolder();
  const fetchFile = isRemote(source) ? fromWeb(source, options) : fromFolder(source);
  try {
    mkdirSync(folder, { recursive: true });
    const text = await fetchFile(CARD_FILE, null);
    const card = parseAdapterCard(text!, source);
    checkName(card.name);
    writeFileAtomic(join(folder, CARD_FILE), text!);
    const files = Object.keys(card.files);
    for (const [done, file] of files.entries()) {
      options.onProgress?.({ step: `fetching ${file}`, done, total: files.length, unit: 'files' });
      await fetchFile(file, join(folder, file));
    }
    return await placeAdapter(folder, card.name);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof GossanError) throw error;
    throw new GossanError('ADAPTER_SOURCE', { source, detail: (error as Error).message }, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Brings a file to a path, or hands back its text where the path is null. */
type FetchFile = (file: string, to: string | null) => Promise<string | null>;

function fromFolder(source: string): FetchFile {
  const folder = localPath(source);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new GossanError('ADAPTER_SOURCE', { source, detail: 'there is no such folder' });
  }
  return async (file, to) => {
    const path = join(folder, file);
    if (!existsSync(path)) throw new GossanError('ADAPTER_INCOMPLETE', { name: source, detail: `there is no ${file}` });
    if (to === null) return new TextDecoder().decode(readSmall(path));
    copyFileSync(path, to);
    return null;
  };
}

function readSmall(path: string): Uint8Array {
  if (statSync(path).size > LARGEST_CARD) throw new Error(`${CARD_FILE} is larger than any card`);
  return readFileSync(path);
}

function fromWeb(source: string, { offline, signal }: PullOptions): FetchFile {
  if (offline) throw new GossanError('ADAPTER_SOURCE', { source, detail: 'GOSSAN_OFFLINE is set' });
  const folder = webFolder(source);
  return async (file, to) => {
    const reply = await fetch(`${folder}/${file}`, signal ? { signal } : {});
    if (!reply.ok || !reply.body) {
      await reply.body?.cancel();
      throw new GossanError('ADAPTER_SOURCE', {
        source,
        detail: `${file}: ${reply.status} ${reply.statusText}`.trim(),
      });
    }
    if (to !== null) {
      await pipeline(reply.body as AsyncIterable<Uint8Array>, createWriteStream(to));
      return null;
    }
    let text = '';
    for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.length > LARGEST_CARD) throw new Error(`${CARD_FILE} is larger than any card`);
    }
    return text;
  };
}

/** The address below which the files of a source stand. @throws GossanError ADAPTER_SOURCE */
function webFolder(source: string): string {
  if (!source.startsWith('hf:')) return source.replace(/\/+$/, '');
  const hub = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(source);
  if (!hub) throw new GossanError('ADAPTER_SOURCE', { source, detail: 'a hub address is hf:OWNER/REPOSITORY' });
  const endpoint = process.env.HF_ENDPOINT?.replace(/\/+$/, '') || 'https://huggingface.co';
  return `${endpoint}/${hub[1]}/resolve/${hub[2] ?? 'main'}`;
}

const isRemote = (place: string) => /^(https?:\/\/|hf:)/.test(place);

const localPath = (place: string) => resolve(place.startsWith('file:') ? fileURLToPath(place) : place);
