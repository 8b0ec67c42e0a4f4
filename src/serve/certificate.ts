import { LiveCertificate } from '../auth/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import { reportBug } from './report.ts';

/** The certificate of the configuration; null where there is none. @throws {InputError} `CERTIFICATE_INVALID` */
export function openCertificate({ tls }: Config): LiveCertificate | null {
  if (!tls) return null;
  return new LiveCertificate({
    files: tls,
    clock,
    onNotice: (line) => console.log(`virtscope: ${line}`),
    onError: (error) => reportBug(error, 'certificate'),
  });
}
