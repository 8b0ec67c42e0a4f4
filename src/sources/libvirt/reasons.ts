import { Reason } from '../../model/reason.ts';
import type { Sentences } from '../../model/reason-text.ts';

/** Reasons as they are of VMs, of their QEMU, monitor and guest, of libvirt's daemon and of its host. */
export const sentences: Sentences = {
  [Reason.notRunning]: 'the machine is not running',
  [Reason.monitorBusy]: 'monitor busy: something else holds the machine',
  [Reason.stuck]: 'QEMU does not answer',
  [Reason.unreachable]: 'the hypervisor cannot be reached',
  [Reason.noBalloonReport]: 'the guest has never reported memory statistics',
  [Reason.staleBalloonReport]: 'the guest stopped reporting memory statistics',
  [Reason.notReported]: 'the hypervisor does not report it',
  [Reason.protecting]:
    'not asked: as many calls hang as may, and one more could lock out the hypervisor daemon',
  [Reason.unprovenBalloonReport]:
    'the last memory report is old, and whether the guest makes more is not known yet',
  [Reason.hugepagesNotCounted]:
    'the guest is or may be in huge pages, which only its QEMU process shows, and that cannot be seen from here',
  [Reason.staleAgentReport]: 'the guest agent stopped reporting',
  [Reason.onlyOnHost]: 'not reported by libvirt: only the host itself knows',
  [Reason.gone]: 'the machine was removed',
};
