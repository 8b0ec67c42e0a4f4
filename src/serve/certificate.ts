import { statSync } from 'node:fs';
import { LiveCertificate } from '../auth/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { OwnLog } from './own-log.ts';

/** Bit of a mode that lets others than owner and group read. */
const OTHERS_READ = 0o004;

/** The certificate of the configuration; null where there is none. @throws {InputError} `CERTIFICATE_INVALID` */
export function openCertificate({ tls }: Config, log: OwnLog): LiveCertificate | null {
  if (!tls) return null;
  if (((statSync(tls.key, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS_READ) !== 0)
    log.error(`every user of this machine can read the key ${tls.key}`);
  return new LiveCertificate({
    files: tls,
    clock,
    onNotice: (line) => log.info(line),
    onError: (error) => log.bug('certificate', error),
  });
}
