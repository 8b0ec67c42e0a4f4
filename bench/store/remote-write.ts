import { compress } from 'snappyjs';
import { METRICS, timeOf, uuidOf, type Fleet } from './workload.ts';

const SERIES_PER_REQUEST = 10_000;
const SERIES_PER_BATCHED_REQUEST = 5000;

/** Name of a metric as Prometheus wants it. */
export const familyOf = (metric: string): string => `virtscope_vm_${metric.replaceAll(/\W/g, '_')}`;

/**
 * Remote-write 1.0 bodies (https://prometheus.io/docs/specs/remote_write_spec/) of a fixed number of samples a series:
 * the labels are encoded once, then only values and times are written into the same bytes. A body holds as many
 * series as fit one request.
 */
export function createEncoder(
  fleet: Fleet,
  samples: number,
): (ticks: readonly Tick[]) => Iterable<Uint8Array> {
  const perRequest = samples === 1 ? SERIES_PER_REQUEST : SERIES_PER_BATCHED_REQUEST;
  const series = Array.from({ length: fleet.vms * METRICS.length }, (_, i) => {
    const [vm, metric] = [Math.floor(i / METRICS.length), METRICS[i % METRICS.length] ?? ''];
    return template(vm, familyOf(metric), samples, timeOf(fleet, 0));
  });
  const requests: Request[] = [];
  for (let first = 0; first < series.length; first += perRequest) {
    const part = series.slice(first, first + perRequest);
    const bytes = Buffer.concat(part.map(({ bytes: own }) => own));
    let at = 0;
    const offsets = part.map(({ bytes: own, samplesAt }) => {
      at += own.length;
      return at - own.length + samplesAt;
    });
    requests.push({ bytes, offsets: Uint32Array.from(offsets), first });
  }
  return function* (ticks) {
    for (const request of requests) yield fill(request, ticks);
  };
}

/** One row of the fleet and its time, epoch ms. */
export interface Tick {
  readonly timeMs: number;
  readonly values: Float64Array;
}

interface Request {
  readonly bytes: Buffer;
  /** Where the samples of each series begin. */
  readonly offsets: Uint32Array;
  /** Number of its first series. */
  readonly first: number;
}

const LABELS = 1;
const SAMPLES = 2;
/** `Sample`: field 1 a double, field 2 the time as a varint of six bytes, as all times of this century are. */
const SAMPLE_BYTES = 2 + 1 + 8 + 1 + 6;

function template(
  vm: number,
  name: string,
  samples: number,
  timeMs: number,
): { bytes: Buffer; samplesAt: number } {
  const labels = [['__name__', name], ['host', `host-${String(vm % 50).padStart(2, '0')}`], ['name', `vm-${String(vm).padStart(5, '0')}`], ['uuid', uuidOf(vm)]]; // prettier-ignore
  const head = Buffer.concat(
    labels.map(([key = '', value = '']) => field(LABELS, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))]))), // prettier-ignore
  );
  const sample = Buffer.concat([Buffer.from([1 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 2 << 3]), varint(timeMs)]); // prettier-ignore
  const body = Buffer.concat(Array.from({ length: samples }, () => field(SAMPLES, sample)));
  const bytes = field(1, Buffer.concat([head, body]));
  return { bytes, samplesAt: bytes.length - samples * SAMPLE_BYTES };
}

function fill({ bytes, offsets, first }: Request, ticks: readonly Tick[]): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const times = ticks.map(({ timeMs }) => varint(timeMs));
  for (const [i, offset] of offsets.entries()) {
    for (const [k, { values }] of ticks.entries()) {
      const at = offset + k * SAMPLE_BYTES;
      view.setFloat64(at + 3, values[first + i] ?? 0, true);
      bytes.set(times[k] ?? [], at + 12);
    }
  }
  return compress(bytes);
}

/** A length-delimited protobuf field. */
function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
