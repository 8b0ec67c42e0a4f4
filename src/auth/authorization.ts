/** The token of a header `Authorization: Bearer`, null where it is of another kind. */
export function bearerToken(header: string | undefined): string | null {
  return credentials('bearer', header);
}

/** The password of a header `Authorization: Basic`, null where it is of another kind. */
export function basicPassword(header: string | undefined): string | null {
  const encoded = credentials('basic', header);
  if (encoded === null) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : text.slice(colon + 1);
}

function credentials(scheme: string, header = ''): string | null {
  const [name = '', ...rest] = header.trim().split(' ');
  return name.toLowerCase() === scheme ? rest.join(' ').trim() : null;
}
