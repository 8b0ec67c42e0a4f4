import { hostname } from 'node:os';
import { CLASSES, entityClasses } from '../../model/classes.ts';
import { InputError } from '../../model/error.ts';
import type { Label } from '../../prometheus/mod.ts';

/** One receiver of remote write, as the configuration has it. */
export interface RemoteWriteOptions {
  /** Names it in the status and its position file: letters, digits, `_`, `-`, `.`. */
  readonly name: string;
  /** `https://…/api/v1/write`; a name and password in it become basic authentication. */
  readonly url: string;
  /** Sent with every request, such as `Authorization` or `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Value of the header Authorization, read before every request; a rejection fails the request. */
  readonly authorization?: () => Promise<string>;
  /** Added to every series; lower-case names that no series of ours has. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Label `instance`; this machine's host name when left out. */
  readonly instance?: string;
  /** Samples in a request at most. */
  readonly samplesPerRequest?: number;
  /** Batches of a source that wait in memory; what does not fit is replayed from history later. */
  readonly queueBatches?: number;
  /** How long a request may take, ms. */
  readonly timeoutMs?: number;
}

/** The same with every default in its place. */
export type RemoteWriteSettings = Required<
  Omit<RemoteWriteOptions, 'labels' | 'instance' | 'authorization'>
> & {
  readonly authorization: (() => Promise<string>) | null;
  readonly labels: readonly Label[];
};

/** Labels of our own series, which none from the configuration may have. */
const ours = new Set([...entityClasses.map((cls) => CLASSES[cls].labels.id), 'name', 'host', 'cpu', 'device', 'size', 'mountpoint', 'sensor', 'metric', 'job', 'instance', 'state', 'source', 'reason']); // prettier-ignore

/** @throws {InputError} CONFIG_INVALID when nothing could ever be sent that way. */
export function settingsOf(options: RemoteWriteOptions): RemoteWriteSettings {
  const { name, url, headers = {}, authorization = null, labels = {}, instance = hostname() } = options;
  const { samplesPerRequest = 10_000, queueBatches = 12, timeoutMs = 30_000 } = options;
  const fail = (state: string): never => {
    throw new InputError('CONFIG_INVALID', `Cannot write to receiver "${name}": ${state}`);
  };
  if (!/^\w[\w.-]{0,63}$/.test(name)) fail('its name is not of letters, digits, "_", "-" and "."');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) fail('its URL is not one of http or https');
  for (const key of Object.keys(labels)) {
    if (!/^[a-z][a-z0-9_]*$/.test(key)) fail(`the label "${key}" is not a lower-case name`);
    if (ours.has(key) || key.startsWith('label_')) fail(`the label "${key}" is one of our own`);
  }
  for (const [what, value] of Object.entries({ samplesPerRequest, queueBatches, timeoutMs })) {
    if (!(Number.isInteger(value) && value > 0)) fail(`${what} is not a positive integer`);
  }
  const all: Label[] = [['job', 'virtscope'], ['instance', instance], ...Object.entries(labels)];
  return { name, url, headers, authorization, labels: all, samplesPerRequest, queueBatches, timeoutMs };
}
