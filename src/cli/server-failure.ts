/** What mends what a server refuses, by its code; a phrase behind its sentence. */
const remedies: Readonly<Record<string, string>> = {
  TOKEN_REQUIRED: '; name the file that has one with --token-file FILE',
  TOKEN_INVALID: '; on its machine "virtscope token create" makes another',
};

/** Says what mends a refusal, nothing where its sentence is enough. */
export function explainRefusal(code: unknown): string {
  return typeof code === 'string' && Object.hasOwn(remedies, code) ? (remedies[code] ?? '') : '';
}

const untrusted =
  'its certificate is of no authority that this machine trusts; name the certificate, or that of the authority, with --ca FILE';

/** Failures of TLS in words. */
const tlsFailures: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; use http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; use http://',
};

/** Whether nothing listens there: with another failure a server is there that cannot be used. */
export function isAbsent(error: unknown): boolean {
  return (causeOf(error) as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}

/** Why a server cannot be reached: fetch says "fetch failed" and keeps the reason to itself. */
export function explainFailure(error: unknown): string {
  const { message } = error as Error;
  const inner = causeOf(error);
  if (!(inner instanceof Error)) return message;
  const { code = '' } = inner as NodeJS.ErrnoException;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const { host, cert } = inner as Error & { host?: string; cert?: { subjectaltname?: string } };
    return `its certificate is not for ${host} but for ${cert?.subjectaltname ?? 'no name at all'}`;
  }
  const known = Object.hasOwn(tlsFailures, code) ? tlsFailures[code] : undefined;
  return known ?? (inner.message === '' ? message : inner.message);
}

/** Of several addresses that were tried, the failure of the first. */
function causeOf(error: unknown): unknown {
  const cause = (error as Error | undefined)?.cause;
  return cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
}
