/** What XAPI answers a call that fails: a code of its list and what it is about. */
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
