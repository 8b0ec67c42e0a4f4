import { Type, type Static, type TObject } from 'typebox';
import type { NewConnection } from '../../model/connection.ts';

/** Members of a request that names a connection. */
export const connectionProperties = {
  kind: Type.Optional(Type.String({ default: 'libvirt', description: 'Kind of system: libvirt' })),
  target: Type.String({ maxLength: 2000, description: 'URI of the hypervisor' }),
  name: Type.Optional(Type.String({ description: 'Its id; the host of the URI by default' })),
  interval: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 3600, description: 'Seconds between two polls' }),
  ),
};

/** What a body asks for. */
export function toNewConnection({
  kind = 'libvirt',
  target,
  name,
  interval,
}: Static<TObject<typeof connectionProperties>>): NewConnection {
  const intervalMs = interval === undefined ? null : interval * 1000;
  return { kind, uri: target, name: name ?? null, intervalMs };
}
