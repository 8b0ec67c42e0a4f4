import { resolve } from 'node:path';
import { section as sectionOf, text, type Field } from '../../lib/settings/mod.ts';
import { systemClock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import { readCertificate } from './certificate.ts';

/** Paths of the two files. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

const NONE = 'none';

/** Section `tls` of the configuration; null where the server does not encrypt. */
export const section = sectionOf(
  {
    certificate: file(
      'File with the certificate of the server in PEM, those of the authorities between it and its root behind it. ' +
        'With it the server speaks HTTPS, see [access](../guide/access.md). What is in the files is read again when it changes.',
    ),
    key: file('File with the private key of the certificate in PEM, without a passphrase.'),
  },
  {
    parse: ({ certificate, key }): CertificateFiles | null =>
      certificate === NONE && key === NONE ? null : { certificate, key },
    check: checkFiles,
  },
);

function file(description: string): Field<string> {
  return text('none, or a path', (value) => value.length > 0 && !value.includes('\0'), {
    description,
    default: NONE,
    rebase: (path, directory) => (path === NONE ? path : resolve(directory, path)),
  });
}

/** @throws {InputError} CONFIG_INVALID for one without the other, CERTIFICATE_INVALID for files of no use. */
function checkFiles(files: CertificateFiles | null): void {
  if (files === null) return;
  const [missing, there] = files.key === NONE ? ['key', 'certificate'] : ['certificate', 'key'];
  if (files[missing as keyof CertificateFiles] === NONE) {
    throw new InputError('CONFIG_INVALID', `Cannot use tls.${there}: tls.${missing} is none`);
  }
  readCertificate(files, systemClock.now());
}
