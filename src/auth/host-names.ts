import { isIP } from 'node:net';
import { isLoopbackAddress } from './address-ranges.ts';
import type { Client } from './client.ts';

/**
 * Whether the server is called by the host that a client asked for. On loopback its own names, or any web page could have
 * itself resolved to 127.0.0.1 and read along; elsewhere the names that are configured or certified, and every IP
 * address, which no page can have.
 *
 * @param names which may begin with `*.`, for one label.
 */
export function isServedName({ host, isExposed }: Client, names: readonly string[]): boolean {
  const name = nameOf(host);
  if (name === null) return false;
  if (name === 'localhost') return true;
  if (isIP(name) !== 0) return isExposed || isLoopbackAddress(name) || names.includes(name);
  return names.some((each) => matches(each.toLowerCase(), name));
}

/** The name or address of a Host header, in lower case and without the port; null where it is not one. */
function nameOf(host: string): string | null {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (address ?? name)?.toLowerCase() ?? null;
}

function matches(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name;
  return name.slice(name.indexOf('.')) === pattern.slice(1) && !name.startsWith('.');
}
