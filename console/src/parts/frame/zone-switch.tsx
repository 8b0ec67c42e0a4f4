import type { JSX } from 'preact';
import { now } from '../../data/clock.ts';
import { clock, fullInstant } from '../../format/time.ts';
import { zone } from '../../format/zone.ts';
import { hint, useCommands } from '../../view/keys.ts';
import { isUtc, localZone, toggleUtc } from '../../view/time-zone.ts';

/** The time, and the zone of all times: a button that switches between local time and UTC. */
export function ZoneSwitch(): JSX.Element {
  const at = now.value;
  const other = isUtc.value ? `local time, ${localZone.name}` : 'UTC';
  const name = `all times are in ${zone.value.name}; show ${other}`;
  const command = { key: 'u', name, run: toggleUtc };
  useCommands([command]);
  return (
    <>
      <time class="clock" title={`${fullInstant(at)}, by the clock of virtscope's machine`}>
        {clock(at)}
      </time>
      <button type="button" class="zone" title={hint(command)} onClick={toggleUtc}>
        {zone.value.nameAt(at)}
        <span class="hidden">: show times in {other}</span>
      </button>
    </>
  );
}
