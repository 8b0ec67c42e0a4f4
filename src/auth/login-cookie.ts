import type { Client } from './client.ts';

/**
 * The name of the cookie of a client. Its prefix binds it to this host over TLS (RFC 6265bis); browsers take it only with
 * TLS, which loopback need not have.
 */
export function cookieNameOf({ isEncrypted }: Client): string {
  return isEncrypted ? '__Host-virtscope' : 'virtscope';
}

/** A header Set-Cookie for a session; without a value it removes the cookie. */
export function setCookie(client: Client, value: string | null): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${client.isEncrypted ? '; Secure' : ''}`;
  return `${cookieNameOf(client)}=${value ?? ''}; ${attributes}${value === null ? '; Max-Age=0' : ''}`;
}

/** The cookie of that name in a header, null without. */
export function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const [key, value = ''] = part.split('=', 2);
    if (key?.trim() === name) return value.trim();
  }
  return null;
}
