import { ConnectError, DeadlineError, LibvirtError, NotLibvirtError, SshError } from '@virtscope/libvirt';
import { cutText } from '../../../lib/text/cut-text.ts';
import { TEST_STEPS, type StepResult, type TestStep } from '../../../model/connection.ts';
import { LIMITS } from '../limits.ts';
import { stepOfSshFailure, type Transport } from './steps.ts';

const START = 'start it there: "systemctl start libvirtd", or virtqemud.socket where daemons are modular';
const GROUP = 'add the user of this program to the group libvirt ("usermod -aG libvirt NAME")';
const PORT = 'check the port of the URI: 16509 for tcp and 16514 for tls, unless libvirtd.conf has another';
const SILENT =
  'see whether "virsh -r list" answers on the host; a daemon that hangs is mended by restarting it';

/** What mends a failure that ssh has no part in, by the step and the code of the system or of libvirt; `other` for all others. */
const remedies: Readonly<Partial<Record<TestStep, Readonly<Record<string, string>>>>> = {
  name: { other: 'check the name in the URI, in DNS or /etc/hosts' },
  connection: {
    ECONNREFUSED:
      'let the daemon listen there (libvirtd-tcp.socket, libvirtd-tls.socket), or use qemu+ssh://',
    other: 'check that the host is on, its network reachable from here, and the port of the URI right',
  },
  socket: { ENOENT: START, ECONNREFUSED: START, EACCES: GROUP, deadline: SILENT, foreign: PORT },
  polkit: {
    INTERNAL_ERROR: 'start dbus and polkit there',
    other: `${GROUP}, or use qemu+ssh://`,
    deadline: SILENT,
  },
  rights: {
    other: 'check the path of the URI, such as /system, and the rules of access_drivers in libvirtd.conf',
    deadline: SILENT,
  },
  poll: { deadline: SILENT },
};

/** Codes of the system for a name without an address. */
const UNKNOWN_NAMES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);

/**
 * What an error means as the result of a step.
 *
 * @param reached the first step of the connection that has not ended
 */
export function failureOf(error: unknown, transport: Transport, reached: TestStep): StepResult {
  const code = codeOf(error);
  const step = stepOf(error, code, transport, reached);
  const remedy = error instanceof SshError ? error.remedy : remedyOf(step, code);
  const text = error instanceof SshError ? error.state : messageOf(error);
  return { step, outcome: 'failed', text: cutText(text, LIMITS.labelLength), remedy };
}

function stepOf(error: unknown, code: string, transport: Transport, reached: TestStep): TestStep {
  if (error instanceof SshError) return later(stepOfSshFailure[error.code], reached);
  // Ssh itself explains what it cannot reach: what is silent or makes no sense is behind it.
  if (transport === 'ssh') return later('socket', reached);
  return reached === 'name' && !UNKNOWN_NAMES.has(code) ? 'connection' : reached;
}

/** What was seen to end cannot have failed. */
function later(a: TestStep, b: TestStep): TestStep {
  return TEST_STEPS.indexOf(a) < TEST_STEPS.indexOf(b) ? b : a;
}

function remedyOf(step: TestStep, code: string): string | null {
  const known = remedies[step];
  return known?.[code] ?? known?.['other'] ?? null;
}

function codeOf(error: unknown): string {
  if (error instanceof DeadlineError) return 'deadline';
  if (error instanceof NotLibvirtError) return 'foreign';
  if (error instanceof LibvirtError) return error.code;
  if (!(error instanceof ConnectError)) return '';
  const codes = error.attempts.map((attempt) => (attempt.error as NodeJS.ErrnoException).code ?? '');
  // A socket that is there says more than one that is not.
  return codes.find((code) => code !== 'ENOENT') ?? codes[0] ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
