import { uncompress } from 'snappyjs';

/** One series of a request as a receiver reads it. */
export interface Received {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Epoch ms and value; the value is 'stale' for Prometheus' mark. */
  readonly samples: readonly (readonly [timeMs: number, value: number | 'stale'])[];
}

/** Reads the body of a remote write request, written from the protocol's description. */
export function decode(body: Uint8Array): Received[] {
  return fields(uncompress(body, 64 * 1024 * 1024)).map(([number, series]) => {
    if (number !== 1) throw new Error(`field ${number} in WriteRequest`);
    const inside = fields(series as Uint8Array);
    const of = (wanted: number): Uint8Array[] =>
      inside.filter(([field]) => field === wanted).map(([, bytes]) => bytes as Uint8Array);
    return { labels: of(1).map(label), samples: of(2).map(sample) };
  });
}

/** `name{a="b",…}` of a received series. */
export function nameOf({ labels }: Received): string {
  const [, name] = labels.find(([key]) => key === '__name__') ?? ['', ''];
  const rest = labels.filter(([key]) => key !== '__name__').map(([key, value]) => `${key}="${value}"`);
  return `${name}{${rest.join(',')}}`;
}

function label(bytes: Uint8Array): [string, string] {
  const [name, value] = fields(bytes).map(([, text]) => Buffer.from(text as Uint8Array).toString());
  return [name as string, value as string];
}

function sample(bytes: Uint8Array): [number, number | 'stale'] {
  const [[, value], [, time]] = fields(bytes) as [[number, Uint8Array], [number, number]];
  const buffer = Buffer.from(value);
  const isStale = buffer.readBigUInt64LE() === 0x7ff0_0000_0000_0002n;
  return [time, isStale ? 'stale' : buffer.readDoubleLE()];
}

type Field = [number: number, value: Uint8Array | number];

function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) found.push([tag >> 3, varint()]);
    else {
      const length = type === 1 ? 8 : varint();
      if (type !== 1 && type !== 2) throw new Error(`wire type ${type}`);
      if (at + length > bytes.length) throw new Error('field longer than its message');
      found.push([tag >> 3, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return found;
}
