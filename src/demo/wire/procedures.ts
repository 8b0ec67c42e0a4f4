import type { ProcedureName } from '@virtscope/libvirt/wire';
import { agentCalls, readOnly } from './calls/agent.ts';
import type { Call, Handlers } from './calls/call.ts';
import { connectCalls } from './calls/connect.ts';
import { deviceCalls } from './calls/device.ts';
import { domainCalls } from './calls/domain.ts';
import { Fault, ORIGIN } from './fault.ts';
import { nodeCalls } from './calls/node.ts';
import { definitionCalls } from './calls/definition.ts';
import { inventoryCalls } from './calls/inventory.ts';
import { jobCalls } from './calls/job.ts';
import { snapshotCalls } from './calls/snapshot.ts';
import { tuningCalls } from './calls/tuning.ts';

/** All but the calls about the connection itself and the bulk call, which are the session's own. */
const handlers: Handlers = {
  ...connectCalls,
  ...inventoryCalls,
  ...nodeCalls,
  ...domainCalls,
  ...definitionCalls,
  ...jobCalls,
  ...snapshotCalls,
  ...tuningCalls,
  ...deviceCalls,
  ...agentCalls,
};

/** Calls that libvirt gives high priority: they never wait for a guest, so the spare workers take them too. */
export const urgent: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'AUTH_LIST',
  'CONNECT_OPEN',
  'CONNECT_CLOSE',
  'CONNECT_SUPPORTS_FEATURE',
  'CONNECT_GET_TYPE',
  'CONNECT_GET_VERSION',
  'CONNECT_GET_LIB_VERSION',
  'CONNECT_GET_HOSTNAME',
  'CONNECT_GET_URI',
  'CONNECT_LIST_ALL_DOMAINS',
  'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY',
  'CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY',
  'NODE_GET_INFO',
  'NODE_GET_CPU_STATS',
  'NODE_GET_MEMORY_STATS',
  'NODE_GET_CELLS_FREE_MEMORY',
  'NODE_GET_FREE_MEMORY',
  'NODE_GET_SECURITY_MODEL',
  'DOMAIN_LOOKUP_BY_ID',
  'DOMAIN_LOOKUP_BY_NAME',
  'DOMAIN_LOOKUP_BY_UUID',
  'DOMAIN_GET_STATE',
  'DOMAIN_GET_CONTROL_INFO',
  'DOMAIN_GET_AUTOSTART',
  'DOMAIN_GET_OS_TYPE',
  'DOMAIN_GET_VCPUS',
  'DOMAIN_GET_SECURITY_LABEL',
  'DOMAIN_INTERFACE_STATS',
  'DOMAIN_IS_PERSISTENT',
  'CONNECT_GET_MAX_VCPUS',
  'DOMAIN_GET_MAX_MEMORY',
  'DOMAIN_GET_MAX_VCPUS',
  'CONNECT_IS_SECURE',
  'DOMAIN_IS_ACTIVE',
  'DOMAIN_IS_UPDATED',
  'DOMAIN_SNAPSHOT_NUM',
  'DOMAIN_SNAPSHOT_LIST_NAMES',
  'DOMAIN_SNAPSHOT_LOOKUP_BY_NAME',
  'DOMAIN_SNAPSHOT_GET_XML_DESC',
  'DOMAIN_LIST_ALL_SNAPSHOTS',
  'DOMAIN_GET_SECURITY_LABEL_LIST',
  ...(Object.keys(inventoryCalls) as ProcedureName[]),
]);

/** Calls that a read-only client is refused, with the function libvirt names in its refusal. */
const writersOnly: { readonly [N in ProcedureName]?: string } = {
  CONNECT_GET_DOMAIN_CAPABILITIES: 'virConnectGetDomainCapabilities',
  DOMAIN_AGENT_SET_RESPONSE_TIMEOUT: 'virDomainAgentSetResponseTimeout',
  DOMAIN_GET_FSINFO: 'virDomainGetFSInfo',
  DOMAIN_GET_GUEST_INFO: 'virDomainGetGuestInfo',
  DOMAIN_GET_GUEST_VCPUS: 'virDomainGetGuestVcpus',
  DOMAIN_GET_HOSTNAME: 'virDomainGetHostname',
  DOMAIN_GET_TIME: 'virDomainGetTime',
  DOMAIN_SET_MEMORY_STATS_PERIOD: 'virDomainSetMemoryStatsPeriod',
  DOMAIN_START_DIRTY_RATE_CALC: 'virDomainStartDirtyRateCalc',
  QEMU_DOMAIN_AGENT_COMMAND: 'virDomainQemuAgentCommand',
};

/**
 * Answers one call; the arguments must be those of the procedure.
 *
 * @throws {Fault} with what libvirt would answer instead.
 */
export function handle(name: ProcedureName, args: unknown, call: Call): unknown {
  const denied = writersOnly[name];
  if (call.readOnly && denied) throw new Fault('denied', ORIGIN.domain, readOnly(denied));
  const handler = handlers[name];
  if (!handler) throw new Fault('noSupport', ORIGIN.none, denied ?? name);
  return handler(args as never, call);
}
