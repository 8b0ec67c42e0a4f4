import type { JSX } from 'preact';
import type { AlarmDetails } from '../../../../../src/api/wire/alarms.ts';
import type { Event, Events } from '../../../../../src/api/wire/events.ts';
import type { Instance } from '../../../../../src/api/wire/metrics.ts';
import { hostOf } from '../../../data/alarms/host-of.ts';
import { getJson } from '../../../data/api.ts';
import { signOf } from '../../../data/marks.ts';
import { useOnce } from '../../../data/alarms/once.ts';
import { fullInstant } from '../../../format/time.ts';
import { around, distanceText, eventsNear } from './around.ts';

interface Props {
  alarm: AlarmDetails;
  /** When it was raised, epoch seconds. */
  raised: number;
}

/** What happened to the host and its machines when an alarm was raised; nothing where nothing did. */
export function EventsAround({ alarm, raised }: Props): JSX.Element | null {
  const events = useOnce(`${alarm.id} ${raised}`, async (left) => {
    const query = new URLSearchParams({
      start: String(raised - around.before),
      end: String(raised + around.after),
      limit: '10000',
    });
    const [all, ids] = await Promise.all([getJson<Events>(`/events?${query}`, left), idsOf(alarm, left)]);
    return eventsNear(all.events, raised, ids);
  });
  if (events === null || events.length === 0) return null;
  return (
    <section class="around" aria-labelledby="around">
      <h2 id="around">What happened around it</h2>
      <ul>
        {events.map((event) => (
          <Item key={`${event.time} ${event.text}`} event={event} raised={raised} />
        ))}
      </ul>
    </section>
  );
}

function Item({ event: { time, kind, text, uri }, raised }: { event: Event; raised: number }): JSX.Element {
  return (
    <li>
      <span class="unit" title={fullInstant(time)}>
        {distanceText(time, raised)}
      </span>
      <span aria-hidden="true">{signOf(kind)[0]}</span>
      {uri === null ? <span>{text}</span> : <a href={uri}>{text}</a>}
    </li>
  );
}

/** What an alarm is about, its host, and the machines that are on it now. */
async function idsOf(alarm: AlarmDetails, left: AbortSignal): Promise<Map<string, Set<string>>> {
  const host = await hostOf(alarm, left);
  const select = host === null ? null : new URLSearchParams({ select: `host:${JSON.stringify(host)}` });
  const machines = select ? await getJson<Instance[]>(`/metrics/VM?${select}`, left) : [];
  const ids = new Map<string, Set<string>>([
    ['VM', new Set(machines.map(({ id }) => id))],
    ['host', new Set(host === null ? [] : [host])],
  ]);
  ids.set(alarm.class, new Set([...(ids.get(alarm.class) ?? []), alarm.entity]));
  return ids;
}
