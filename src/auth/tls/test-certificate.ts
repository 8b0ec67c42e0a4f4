import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate that signs itself, with its key, both PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

interface Wanted {
  /** Names and IPv4 addresses. */
  readonly names?: readonly string[];
  /** Epoch ms. */
  readonly from?: number;
  readonly to?: number;
}

const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  subjectKeyIdentifier: '551d0e',
};

/** Makes a certificate for tests, as `openssl req -x509` does: RFC 5280 4.1, an EC key. */
export function makeCertificate({
  names = ['localhost', '127.0.0.1'],
  from = Date.UTC(2020, 0),
  to = Date.UTC(2100, 0),
}: Wanted = {}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicDer = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const serial = randomBytes(15);
  // OpenSSL looks for what it trusts by name: two of the same name would stand in each other's way.
  const common = der(0x0c, Buffer.from(`virtscope test ${serial.toString('hex')}`));
  const name = sequence(der(0x31, sequence(oid(oids.commonName), common)));
  const extensions = sequence(
    extension(oids.subjectAltName, sequence(...names.map(generalName))),
    extension(oids.basicConstraints, sequence(der(0x01, Buffer.of(0xff)))),
    extension(oids.subjectKeyIdentifier, der(0x04, createHash('sha1').update(publicDer).digest())),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), serial])),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicDer,
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  const lines =
    sequence(body, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function generalName(name: string): Buffer {
  return isIP(name) === 4
    ? der(0x87, Buffer.from(name.split('.').map(Number)))
    : der(0x82, Buffer.from(name));
}

function time(ms: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** One element: tag, length, value. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
