/** An error of XAPI: a code of its list, and its parameters. */
export class XapiFailure extends Error {
  override readonly name = 'XapiFailure';
  readonly code: string;
  readonly data: readonly string[];
  constructor(code: string, ...data: readonly string[]) {
    super(`Cannot answer call: ${[code, ...data].join(' ')}`);
    this.code = code;
    this.data = data;
  }
}
