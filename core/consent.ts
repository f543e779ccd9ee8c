import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from './atomic.ts';
import { homePath } from './paths.ts';

/** Whether an address is on this machine: nothing leaves it, so nobody need be asked. */
export function isLocalAddress(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function file(): string {
  return homePath('consent.json');
}

/** Hosts to which the user agreed to send document excerpts, pictures and questions. */
function allowedHosts(): string[] {
  if (!existsSync(file())) return [];
  const read: unknown = JSON.parse(readFileSync(file(), 'utf8'));
  return Array.isArray(read) ? read.filter((host): host is string => typeof host === 'string') : [];
}

export function hasConsent(url: string): boolean {
  return isLocalAddress(url) || allowedHosts().includes(new URL(url).host);
}

/** Remembers that the user agreed; asked once a host. */
export function giveConsent(url: string): void {
  const host = new URL(url).host;
  const hosts = allowedHosts();
  if (!hosts.includes(host)) writeFileAtomic(file(), `${JSON.stringify([...hosts, host], null, 2)}\n`);
}
