import type { JSX } from 'preact';
import { networkInBytes } from '../../format/network-unit.ts';
import { useKeys } from '../../view/keys.ts';
import { toggleNetworkUnit } from '../../view/network-unit.ts';

/** The unit of networks, on all pages: a button that switches between bits and bytes. */
export function UnitSwitch(): JSX.Element {
  useKeys({ b: toggleNetworkUnit });
  const [unit, other] = networkInBytes.value ? ['B/s', 'bits'] : ['b/s', 'bytes'];
  return (
    <button
      type="button"
      class="icon"
      title={`networks are in ${networkInBytes.value ? 'bytes' : 'bits'}; show ${other} ( b )`}
      onClick={toggleNetworkUnit}
    >
      {unit}
      <span class="hidden">: show networks in {other}</span>
    </button>
  );
}
