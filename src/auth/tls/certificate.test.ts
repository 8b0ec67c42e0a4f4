import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { InputError } from '../../model/error.ts';
import { readCertificate } from './certificate.ts';
import { makeCertificate } from './test-certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtscope-certificate-'));
after(() => rmSync(folder, { recursive: true }));
const now = Date.UTC(2027, 0);

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const own = makeCertificate({ names: ['virtscope.example', '*.lab.example', '192.0.2.7'], to: now + 1000 });
const files = { certificate: write('cert.pem', own.cert), key: write('key.pem', own.key) };

it('readCertificate() knows the names and the end of a certificate', () => {
  const certificate = readCertificate(files, now);
  assert.equal(certificate.expiresAt, now + 1000);
  assert.deepEqual(certificate.names, ['virtscope.example', '*.lab.example', '192.0.2.7']);
});

it('readCertificate() refuses in one sentence what cannot be used', () => {
  const f = (given: Partial<typeof files>, want: string, at = now): void => {
    assert.throws(
      () => readCertificate({ ...files, ...given }, at),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.code, 'CERTIFICATE_INVALID');
        assert.equal(error.message.replaceAll(`${folder}/`, ''), want);
        return true;
      },
    );
  };
  f({ certificate: join(folder, 'none.pem') }, 'Cannot use certificate none.pem: no such file');
  f({ key: folder }, `Cannot use key ${folder}: it is a directory`);
  f({ certificate: files.key }, 'Cannot use certificate key.pem: it is no certificate in PEM');
  f({ certificate: write('half.pem', own.cert.slice(0, 200)) }, 'Cannot use certificate half.pem: it is no certificate in PEM'); // prettier-ignore
  f({ key: files.certificate }, 'Cannot use key cert.pem: it is no private key in PEM');
  f({ key: write('large.pem', 'x'.repeat(1024 * 1024 + 1)) }, 'Cannot use key large.pem: it is larger than 1 MB'); // prettier-ignore
  const other = write('other.pem', makeCertificate().key);
  f({ key: other }, 'Cannot use key other.pem: it is not the key of the certificate cert.pem');
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  });
  f({ key: write('locked.pem', privateKey) }, 'Cannot use key locked.pem: it has a passphrase');
  f({}, 'Cannot use certificate cert.pem: it expired at 2027-01-01T00:00:01.000Z', now + 1000);
  const early = Date.UTC(2019, 0);
  f({}, 'Cannot use certificate cert.pem: it is not valid before 2020-01-01T00:00:00.000Z', early);
});
