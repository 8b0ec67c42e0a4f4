const NUMBER = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf|infinity)$/i;

/** The number in a text, infinite and NaN in the spellings of rrdtool and XAPI; null where it is none. */
export function numberFrom(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  if (/nan$/i.test(text)) return NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** The shortest text that reads back as the same double, with rrdtool's names of what is not finite. */
export function rrdtoolNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
}

/** The shortest text that reads back as the same double, with XAPI's names of what is not finite and of zero. */
export function xapiNumber(value: number): string {
  return value === 0 ? (Object.is(value, -0) ? '-0.0' : '0.0') : String(value);
}
