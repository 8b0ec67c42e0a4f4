import { signal } from '@preact/signals';

/** Whether traffic of networks is shown in bytes; in bits else, as networks are sold. */
export const networkInBytes = signal(false);
