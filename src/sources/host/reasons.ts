import { Reason } from '../../model/reason.ts';
import type { Sentences } from '../../model/reason-text.ts';

/** Reasons as they are of a host that is read from its /proc and /sys. */
export const sentences: Sentences = {
  [Reason.unreachable]: 'its /proc cannot be read',
  [Reason.notReported]: 'its kernel does not report it',
};
