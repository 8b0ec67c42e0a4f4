import { text, unless, type Field } from '../../lib/settings/mod.ts';

/** A server of HTTP and how it knows us. */
export interface Server {
  readonly url: string;
  /** Path of a file whose first line is the header; null = none is sent. */
  readonly authorizationFile: string | null;
  readonly tenant: string | null;
}

/**
 * Keys of an HTTP server that virtscope reads from or writes to.
 *
 * @param what sentence that says which server it is.
 * @param example of its URL.
 */
export function serverKeys(
  what: string,
  example: string,
): { url: Field<string>; authorizationFile: Field<string | null>; tenant: Field<string | null> } {
  return {
    url: text(`none, or a URL such as ${example}`, isServer, {
      description: `${what} With none there is no such server.`,
      default: 'none',
    }),
    authorizationFile: text('none, or a path', (value) => value.length > 0, {
      description:
        'File whose first line is sent as the header Authorization, such as Bearer and a token. It is read before every request. A secret has no place in this file.',
      default: 'none',
      parse: unless('none'),
    }),
    tenant: text('none, or a name', (value) => /^[\w.-]+$/.test(value), {
      description: 'Sent as the header X-Scope-OrgID, which Mimir and Cortex ask for.',
      default: 'none',
      parse: unless('none'),
    }),
  };
}

/** Refuses a password in a URL: everyone with access to the configuration could read it. */
function isServer(value: string): boolean {
  if (value === 'none') return true;
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
