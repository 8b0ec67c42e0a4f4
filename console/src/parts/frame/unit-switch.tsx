import type { JSX } from 'preact';
import { networkInBytes } from '../../format/network-unit.ts';
import { hint, useCommands } from '../../view/keys.ts';
import { toggleNetworkUnit } from '../../view/network-unit.ts';

/** The unit of networks, on all pages: a button that switches between bits and bytes. */
export function UnitSwitch(): JSX.Element {
  const [unit, other] = networkInBytes.value ? ['B/s', 'bits'] : ['b/s', 'bytes'];
  const name = `networks are in ${networkInBytes.value ? 'bytes' : 'bits'}; show ${other}`;
  const command = { key: 'b', name, run: toggleNetworkUnit };
  useCommands([command]);
  return (
    <button type="button" class="icon" title={hint(command)} onClick={toggleNetworkUnit}>
      {unit}
      <span class="hidden">: show networks in {other}</span>
    </button>
  );
}
