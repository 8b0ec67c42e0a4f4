import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import type { Entity } from '../../../../src/api/wire/entity.ts';
import { ApiError, getJson } from '../api.ts';

/** Id of the host that an alarm is about, or that its machine is on now; null where there is none. Throws {@link ApiError}. */
export async function hostOf(
  { class: cls, entity }: Pick<Alarm, 'class' | 'entity'>,
  left: AbortSignal,
): Promise<string | null> {
  if (cls !== 'VM') return cls === 'host' ? entity : null;
  try {
    const machine = await getJson<Entity>(`/vms/${encodeURIComponent(entity)}`, left);
    return machine.parent?.id ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
