import { computed, signal } from '@preact/signals';

/** Server time less this machine's, seconds: ages must be true on a phone whose clock is not. */
const offset = signal(0);
const ticked = signal(Date.now() / 1000);

/** The server's time now, epoch seconds, moving once a second. */
export const now = computed(() => ticked.value + offset.value);

/** Takes the server's time from an answer that has just arrived. */
export function setServerTime(epoch: number): void {
  offset.value = epoch - Date.now() / 1000;
}

/** Ticks on the second of the server's clock; stops with the page. */
export function startClock(): void {
  const tick = (): void => {
    ticked.value = Date.now() / 1000;
    setTimeout(tick, 1000 - (((ticked.value + offset.value) * 1000) % 1000));
  };
  tick();
}
