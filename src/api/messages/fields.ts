import type { Fields } from '../../streams/mod.ts';

/** What a filter can ask of a message: the members of its JSON but `payload`, which no message has. */
export const messageFields = {
  time: { type: 'double', about: 'Seconds since 1970 at which it ended.' },
  interface: { type: 'string', about: 'The protocol: libvirt or http.' },
  service: { type: 'string', about: 'What answers: libvirtd or virtscope.' },
  direction: { type: 'string', about: 'out where virtscope asks, in where it is asked.' },
  method: { type: 'string', about: 'A procedure, or method and pattern of a route.' },
  peer: { type: 'string', about: 'Where it goes or comes from: the id of a source, loopback or network.' },
  outcome: { type: 'string', about: 'ok, error, timeout, cancelled or closed.' },
  code: {
    type: 'string',
    none: '',
    about: "The name of the error of libvirt, or the HTTP status; '' where it has none.",
  },
  latency: { type: 'double', about: 'Seconds until the answer.' },
  bytes: { type: 'map', about: 'Bytes that virtscope sent and received for it.' },
} as const satisfies Fields;
