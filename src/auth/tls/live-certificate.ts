import { statSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { runInBackground } from '../../lib/async/background.ts';
import type { Clock } from '../../model/clock.ts';
import { InputError } from '../../model/error.ts';
import { readCertificate, type Certificate } from './certificate.ts';
import type { CertificateFiles } from './config.ts';
import { secureOptions } from './secure-options.ts';

/** Interval between two looks at the files. */
const LOOK_MS = 10_000;

/** A server that takes another certificate for the connections to come. */
interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

export interface LiveCertificateOptions {
  readonly files: CertificateFiles;
  readonly clock: Clock;
  /** Takes a line for the log: another certificate is in use, or why the files are not. */
  readonly onNotice: (line: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The certificate of a server, read again when its files change; connections that are open stay. Files are looked at by
 * their status, which also sees a symbolic link that leads elsewhere; of a pair that is half written the old one stays.
 */
export class LiveCertificate implements Disposable {
  readonly #options: LiveCertificateOptions;
  readonly #ended = new AbortController();
  readonly #servers: SecureServer[] = [];
  #current: Certificate;
  #seen: string;
  /** What was wrong at the last look: the same is said once. */
  #problem = '';

  /** @throws {InputError} CERTIFICATE_INVALID */
  constructor(options: LiveCertificateOptions) {
    this.#options = options;
    this.#seen = this.#signature();
    this.#current = readCertificate(options.files, options.clock.now());
  }

  get current(): Certificate {
    return this.#current;
  }

  /** What a server that encrypts is made with. */
  get options(): SecureContextOptions {
    const { cert, key } = this.#current;
    return { ...secureOptions, cert, key };
  }

  /** Gives a server every certificate to come. */
  serve(server: SecureServer): void {
    this.#servers.push(server);
  }

  /** Looks at the files from now on, until it is disposed of. */
  watch(): void {
    runInBackground(this.#lookAgain(), (error) => {
      if (!this.#ended.signal.aborted) this.#options.onError(error);
    });
  }

  /**
   * Reads the files now. Returns whether they have another certificate.
   *
   * @throws {InputError} CERTIFICATE_INVALID, and the one before stays in use.
   */
  reload(): boolean {
    const { files, clock, onNotice } = this.#options;
    const seen = this.#signature();
    const next = readCertificate(files, clock.now());
    this.#seen = seen;
    this.#problem = '';
    if (next.cert === this.#current.cert && next.key === this.#current.key) return false;
    this.#current = next;
    for (const server of this.#servers) server.setSecureContext(this.options);
    onNotice(`the certificate is another, valid until ${new Date(next.expiresAt).toISOString()}`);
    return true;
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  async #lookAgain(): Promise<void> {
    for (;;) {
      await this.#options.clock.sleep(LOOK_MS, this.#ended.signal);
      if (this.#problem !== '' || this.#signature() !== this.#seen) this.#tryReload();
    }
  }

  #tryReload(): void {
    try {
      this.reload();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (error.message !== this.#problem)
        this.#options.onNotice(`the certificate is as before: ${error.message}`);
      this.#problem = error.message;
    }
  }

  /** Changes with what the files are. */
  #signature(): string {
    const { certificate, key } = this.#options.files;
    return `${statusOf(certificate)} ${statusOf(key)}`;
  }
}

/** Empty where there is no such file, or none that can be looked at. */
function statusOf(path: string): string {
  try {
    const { dev, ino, ctimeNs, size } = statSync(path, { bigint: true });
    return [dev, ino, ctimeNs, size].join(':');
  } catch {
    return '';
  }
}
