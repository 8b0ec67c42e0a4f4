import { Type, type Static, type TSchema } from 'typebox';
import { parseAddress } from './address.ts';
import { parseArchives } from './archives.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { isRawText } from './raw-fields.ts';

/** A text that must parse as `title` says. */
function text(
  title: string,
  accepts: (value: string) => boolean,
  options: { description: string; default: string },
) {
  return Type.Refine(Type.String({ title, ...options }), accepts, () => title);
}

function duration(minMs: number, maxMs: number, options: { description: string; default: string }) {
  const title = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as ${options.default}`;
  const accepts = (value: string): boolean => {
    const ms = parseDuration(value);
    return ms !== null && ms >= minMs && ms <= maxMs;
  };
  return text(title, accepts, options);
}

function count(minimum: number, maximum: number, options: { description: string; default: number }) {
  return Type.Integer({
    title: `a whole number from ${minimum} to ${maximum}`,
    minimum,
    maximum,
    ...options,
  });
}

function archives(what: string) {
  return text(
    'a span, then ROW:SPAN for each length of longer rows',
    (value) => parseArchives(value, 1) !== null,
    {
      description:
        `How long the history of ${what} is kept: the span of rows that are an interval long, then longer rows and ` +
        'their spans. Those have the average, the least and the greatest of their time.',
      default: '10m 1m:2h 1h:7d 1d:366d',
    },
  );
}

/** An HTTP server that virtscope reads from or writes to, and its credentials. */
function remote(what: string, example: string) {
  return {
    url: text(`none, or a URL such as ${example}`, isRemote, {
      description: `${what} With none there is no such server.`,
      default: 'none',
    }),
    authorizationFile: text('none, or a path', (value) => value.length > 0, {
      description:
        'File whose first line is sent as the header Authorization, such as Bearer and a token. It is read before every request. A secret has no place in this file.',
      default: 'none',
    }),
    tenant: text('none, or a name', (value) => /^[\w.-]+$/.test(value), {
      description: 'Sent as the header X-Scope-OrgID, which Mimir and Cortex ask for.',
      default: 'none',
    }),
  };
}

function flag(options: { description: string; default: boolean }) {
  return Type.Boolean({ title: 'true or false', ...options });
}

/**
 * Every key of the configuration file, with what it means, what it may be and what it is when left out.
 * The file is checked against it, `config explain` and docs/reference/config.md are made from it.
 */
export const schema = Type.Object({
  listen: text(
    'ADDRESS:PORT, such as 127.0.0.1:8478 or [::1]:8478',
    (value) => parseAddress(value) !== null,
    {
      description: 'Where the HTTP server listens. Only this machine can reach a loopback address.',
      default: '127.0.0.1:8478',
    },
  ),
  state: text('a path', (value) => value.length > 0 && !value.includes('\0'), {
    description:
      'Directory of what survives a restart; relative to the file it is written in. ' +
      'The default of users other than root is $XDG_STATE_HOME/virtscope, or ~/.local/state/virtscope.',
    default: '/var/lib/virtscope',
  }),
  interval: duration(500, 600_000, {
    description: 'How often every source is read. It is also the step of the finest history.',
    default: '5s',
  }),
  host: Type.Object({
    enabled: flag({ description: 'Whether this machine is read (from /proc and /sys).', default: true }),
  }),
  libvirt: Type.Object({
    uri: text('auto, none, or a libvirt URI such as qemu:///system', isLibvirt, {
      description: 'The hypervisor to read. With auto the local sockets are tried and used if one answers.',
      default: 'auto',
    }),
    inFlight: count(1, 4, {
      description:
        'Calls that ask QEMU at one time, which is also the most that can ever hang. ' +
        'More are faster with many VMs; the daemon stops listening to a client with five.',
      default: 2,
    }),
    watchProcesses: flag({
      description:
        'Whether QEMU processes of this machine are looked at before they are asked, so that one that was stopped is not.',
      default: true,
    }),
    guestAgent: Type.Object({
      enabled: flag({
        description: 'Whether guest agents are asked. It needs a read-write connection, the only use of one.',
        default: false,
      }),
      every: duration(5000, 3_600_000, { description: 'How often guest agents are asked.', default: '60s' }),
    }),
    raw: Type.Object({
      fields: text('none, or names such as perf.* vcpu.*.exits.sum', isRawText, {
        description:
          "Fields that are kept as they are, as `raw.` and libvirt's own name, separated by blanks; `*` is any run of characters. " +
          'Each is a series of every VM. The first segment is a group of `virsh domstats`: cpu, balloon, vcpu, net, block, perf, ' +
          'iothread, memory, dirtyrate, vm. Groups that are not asked otherwise make every poll dearer.',
        default: 'none',
      }),
      perVm: count(1, 2000, {
        description: 'Raw fields of one VM; what is beyond is left out and reported.',
        default: 128,
      }),
    }),
  }),
  demo: Type.Object({
    guests: count(1, 10_000, { description: 'How many VMs the demo hypervisor has.', default: 12 }),
    when: Type.Enum(['auto', 'always', 'never'], {
      title: 'auto, always or never',
      description:
        'When the demo hypervisor runs. With auto: when no hypervisor is found and none is configured.',
      default: 'auto',
    }),
  }),
  history: Type.Object({
    rows: count(12, 17_280, {
      description: 'Rows the finest history keeps in memory: 120 of 5s are ten minutes.',
      default: 120,
    }),
    keep: flag({
      description: 'Whether history is written into the state directory and survives a restart.',
      default: true,
    }),
    sync: duration(500, 600_000, {
      description:
        'How much of the newest history a power cut may take. The end of virtscope itself, even by kill -9, takes none that was written.',
      default: '5s',
    }),
    archives: Type.Object({
      VM: archives('VMs'),
      host: archives('hosts'),
      source: archives('sources'),
    }),
  }),
  remoteWrite: Type.Object({
    ...remote(
      'A receiver of Prometheus remote write that gets every value; what it misses while it is away is sent later.',
      'http://prometheus.example:9090/api/v1/write',
    ),
    instance: text('auto, or a name', (value) => value.length > 0, {
      description: 'Label instance of all that is sent. With auto it is the name of this machine.',
      default: 'auto',
    }),
  }),
  remoteQuery: Type.Object({
    ...remote(
      'Where the Prometheus HTTP API is, without /api/v1, of an engine that has rows older than ours: histories over HTTP have its rows before our own.',
      'http://prometheus.example:9090',
    ),
    instance: text('any, or a name', (value) => value.length > 0, {
      description:
        'Label instance of what is asked for. With any it is that of any writer, which is right for VMs that move between hosts; of sources nothing is asked then, as they have the same names everywhere.',
      default: 'any',
    }),
    timeout: duration(500, 120_000, {
      description:
        'How long an answer may take. Without one the history is our own, and the engine is left alone for 30 s.',
      default: '10s',
    }),
  }),
});

/** The file with nothing left out, as it is written: durations are texts. */
export type FileConfig = Static<typeof schema>;

/** One value of the file. */
export type SettingValue = string | number | boolean;

/** A key's schema: what the annotations of the schema promise. */
export interface FieldSchema extends TSchema {
  readonly title: string;
  readonly description: string;
  readonly default: SettingValue;
}

/** A section of the file, by its keys. */
export interface Section extends TSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
}

export function isSection(of: TSchema): of is Section {
  return 'properties' in of;
}

/** Every key that has a value, dotted, in the order of the schema. */
export const fields: ReadonlyMap<string, FieldSchema> = new Map(flatten(schema, ''));

function flatten(section: Section, prefix: string): [string, FieldSchema][] {
  return Object.entries(section.properties).flatMap(([name, of]) =>
    isSection(of) ? flatten(of, `${prefix}${name}.`) : [[`${prefix}${name}`, of as FieldSchema]],
  );
}

function isLibvirt(value: string): boolean {
  return value === 'auto' || value === 'none' || /^[a-z]+(?:\+[a-z]+)?:\/\/\S*$/.test(value);
}

/** Whoever may see the configuration must not see a password. */
function isRemote(value: string): boolean {
  if (value === 'none') return true;
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
