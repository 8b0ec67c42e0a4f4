import { networkInBytes } from '../format/network-unit.ts';

const key = 'virtscope.network';

/** Shows traffic of networks in bits or in bytes, also on the next visit. */
export function toggleNetworkUnit(): void {
  networkInBytes.value = !networkInBytes.peek();
  localStorage.setItem(key, networkInBytes.peek() ? 'bytes' : 'bits');
}

/** Shows it as it was chosen last. */
export function startNetworkUnit(): void {
  networkInBytes.value = localStorage.getItem(key) === 'bytes';
}
