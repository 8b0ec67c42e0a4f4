/** Parameters of an address; those without a value are left out. */
export function parametersOf(values: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return new URLSearchParams(given).toString();
}

/** An address with parameters, where there are any. */
export function addressOf(path: string, ...parameters: readonly string[]): string {
  const given = parameters.filter((one) => one !== '').join('&');
  return given === '' ? path : `${path}?${given}`;
}
