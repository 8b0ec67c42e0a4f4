import type { StatsGroup } from './groups.ts';
import type { FieldKind, FieldUnit } from './schema.ts';

/** Pattern, group, unit, kind, since, meaning. */
export type FieldRow = readonly [string, StatsGroup, FieldUnit, FieldKind, string | null, string];

const STATE: FieldRow[] = [
  ['state.state', 'state', null, 'gauge', '1.2.8', 'State of the domain, see stateName'],
  ['state.reason', 'state', null, 'gauge', '1.2.8', 'Why it is in that state, see reasonName'],
];

const CPU: FieldRow[] = [
  [
    'cpu.time',
    'cpu-total',
    'ns',
    'counter',
    '1.2.9',
    'CPU time of the whole domain: vCPUs, emulator, I/O threads',
  ],
  ['cpu.user', 'cpu-total', 'ns', 'counter', '1.2.9', 'User part of cpu.time'],
  ['cpu.system', 'cpu-total', 'ns', 'counter', '1.2.9', 'System part of cpu.time'],
  [
    'cpu.haltpoll.success.time',
    'cpu-total',
    'ns',
    'counter',
    '7.6.0',
    'Halt polling that ended with a wake-up',
  ],
  ['cpu.haltpoll.fail.time', 'cpu-total', 'ns', 'counter', '7.6.0', 'Halt polling that was in vain'],
  ['cpu.cache.monitor.count', 'cpu-total', '1', 'gauge', '4.10.0', 'Cache monitors'],
  ['cpu.cache.monitor.#.name', 'cpu-total', null, 'info', '4.10.0', 'Name of a cache monitor'],
  ['cpu.cache.monitor.#.vcpus', 'cpu-total', null, 'info', '4.10.0', 'vCPUs it watches'],
  ['cpu.cache.monitor.#.bank.count', 'cpu-total', '1', 'gauge', '4.10.0', 'Cache banks of a monitor'],
  ['cpu.cache.monitor.#.bank.#.id', 'cpu-total', null, 'info', '4.10.0', 'Id of an L3 cache'],
  ['cpu.cache.monitor.#.bank.#.bytes', 'cpu-total', 'B', 'gauge', '4.10.0', 'Cache occupied, modulo 4 GiB'],
  ['cpu.energy.monitor.count', 'cpu-total', '1', 'gauge', '12.4.0', 'Energy monitors'],
  ['cpu.energy.monitor.#.name', 'cpu-total', null, 'info', '12.4.0', 'Name of an energy monitor'],
  ['cpu.energy.monitor.#.vcpus', 'cpu-total', null, 'info', '12.4.0', 'vCPUs it watches'],
  ['cpu.energy.monitor.#.pkg.count', 'cpu-total', '1', 'gauge', '12.4.0', 'Packages of a monitor'],
  ['cpu.energy.monitor.#.pkg.#.id', 'cpu-total', null, 'info', '12.4.0', 'Id of a CPU package'],
  [
    'cpu.energy.monitor.#.pkg.#.core_energy',
    'cpu-total',
    'J',
    'counter',
    '12.4.0',
    'Energy used by the cores',
  ],
  ['cpu.energy.monitor.#.pkg.#.activity', 'cpu-total', 'F', 'counter', '12.4.0', 'Activity of the cores'],
];

const BALLOON: FieldRow[] = [
  ['balloon.current', 'balloon', 'KiB', 'gauge', '1.2.9', 'Memory the balloon leaves to the guest'],
  ['balloon.maximum', 'balloon', 'KiB', 'gauge', '1.2.9', 'Most memory the guest may have'],
  ['balloon.swap_in', 'balloon', 'KiB', 'counter', null, 'Read from swap by the guest'],
  ['balloon.swap_out', 'balloon', 'KiB', 'counter', null, 'Written to swap by the guest'],
  ['balloon.major_fault', 'balloon', '1', 'counter', null, 'Page faults of the guest that needed I/O'],
  ['balloon.minor_fault', 'balloon', '1', 'counter', null, 'Page faults of the guest without I/O'],
  ['balloon.unused', 'balloon', 'KiB', 'gauge', null, 'Memory the guest leaves unused (MemFree)'],
  [
    'balloon.available',
    'balloon',
    'KiB',
    'gauge',
    null,
    'All memory the guest sees (MemTotal, despite the name)',
  ],
  ['balloon.rss', 'balloon', 'KiB', 'gauge', null, 'Host memory of the QEMU process'],
  [
    'balloon.usable',
    'balloon',
    'KiB',
    'gauge',
    '2.1.0',
    'Memory the guest could use without swapping (MemAvailable)',
  ],
  ['balloon.last-update', 'balloon', 'epoch s', 'gauge', '2.1.0', 'When the guest last reported; 0 is never'],
  [
    'balloon.disk_caches',
    'balloon',
    'KiB',
    'gauge',
    '4.6.0',
    'Disk caches of the guest that can be given back',
  ],
  ['balloon.hugetlb_pgalloc', 'balloon', '1', 'counter', '5.4.0', 'Huge pages the guest allocated'],
  ['balloon.hugetlb_pgfail', 'balloon', '1', 'counter', '5.4.0', 'Huge pages the guest could not allocate'],
];

const VCPU: FieldRow[] = [
  ['vcpu.current', 'vcpu', '1', 'gauge', '1.2.9', 'vCPUs that are on'],
  ['vcpu.maximum', 'vcpu', '1', 'gauge', '1.2.9', 'vCPUs that may be on'],
  ['vcpu.#.state', 'vcpu', null, 'gauge', '1.2.9', '0 offline, 1 running, 2 blocked'],
  ['vcpu.#.time', 'vcpu', 'ns', 'counter', '1.2.9', 'CPU time of the vCPU, in steps of 10 ms'],
  [
    'vcpu.#.wait',
    'vcpu',
    'ns',
    'counter',
    '1.3.3',
    'Time the vCPU waited for I/O; always 0 where the kernel does not count',
  ],
  [
    'vcpu.#.delay',
    'vcpu',
    'ns',
    'counter',
    '7.2.0',
    'Time the vCPU could have run but the host ran others (steal)',
  ],
  ['vcpu.#.halted', 'vcpu', null, 'gauge', null, 'Whether the vCPU is halted'],
];

const NET: FieldRow[] = [
  ['net.count', 'interface', '1', 'gauge', '1.2.9', 'Interfaces of the running domain'],
  ['net.#.name', 'interface', null, 'info', '1.2.9', 'Interface on the host; changes with every start'],
  ['net.#.rx.bytes', 'interface', 'B', 'counter', '1.2.9', 'Received by the guest'],
  ['net.#.rx.pkts', 'interface', '1', 'counter', '1.2.9', 'Packets received by the guest'],
  ['net.#.rx.errs', 'interface', '1', 'counter', '1.2.9', 'Errors while receiving'],
  ['net.#.rx.drop', 'interface', '1', 'counter', '1.2.9', 'Packets dropped on the way to the guest'],
  ['net.#.tx.bytes', 'interface', 'B', 'counter', '1.2.9', 'Sent by the guest'],
  ['net.#.tx.pkts', 'interface', '1', 'counter', '1.2.9', 'Packets sent by the guest'],
  ['net.#.tx.errs', 'interface', '1', 'counter', '1.2.9', 'Errors while sending'],
  ['net.#.tx.drop', 'interface', '1', 'counter', '1.2.9', 'Packets dropped on the way from the guest'],
];

const LIMITS = [
  'request_alignment',
  'discard_max',
  'discard_alignment',
  'write_zeroes_max',
  'write_zeroes_alignment',
  'transfer_optimal',
  'transfer_max',
  'transfer_hw_max',
  'iov_max',
  'iov_hw_max',
  'memory_alignment_minimal',
  'memory_alignment_optimal',
];
const OPERATIONS = ['rd', 'wr', 'zone_append', 'flush'];
const QUEUES = ['rd', 'wr', 'zone_append'];
const HISTOGRAMS = ['read', 'write', 'zone_append', 'flush'];

const BLOCK: FieldRow[] = [
  ['block.count', 'block', '1', 'gauge', '1.2.9', 'Disks, or images with the backing flag'],
  ['block.#.name', 'block', null, 'info', '1.2.9', 'Target in the guest, such as vda'],
  ['block.#.path', 'block', null, 'info', '1.2.9', 'File or device on the host'],
  ['block.#.backingIndex', 'block', null, 'info', '1.2.12', 'Id of the image in its chain'],
  ['block.#.rd.reqs', 'block', '1', 'counter', '1.2.9', 'Read requests'],
  ['block.#.rd.bytes', 'block', 'B', 'counter', '1.2.9', 'Bytes read'],
  ['block.#.rd.times', 'block', 'ns', 'counter', '1.2.9', 'Time of read requests, added up'],
  ['block.#.wr.reqs', 'block', '1', 'counter', '1.2.9', 'Write requests'],
  ['block.#.wr.bytes', 'block', 'B', 'counter', '1.2.9', 'Bytes written'],
  ['block.#.wr.times', 'block', 'ns', 'counter', '1.2.9', 'Time of write requests, added up'],
  ['block.#.fl.reqs', 'block', '1', 'counter', '1.2.9', 'Flush requests'],
  ['block.#.fl.times', 'block', 'ns', 'counter', '1.2.9', 'Time of flush requests, added up'],
  ['block.#.errors', 'block', '1', 'counter', '1.2.9', 'I/O errors; only Xen counts them'],
  [
    'block.#.allocation',
    'block',
    'B',
    'gauge',
    '1.2.9',
    'Highest offset written while running, may exceed capacity',
  ],
  ['block.#.capacity', 'block', 'B', 'gauge', '1.2.9', 'Size the guest sees'],
  ['block.#.physical', 'block', 'B', 'gauge', '1.2.9', 'Size of the file or device on the host'],
  ['block.#.threshold', 'block', 'B', 'gauge', '3.2.0', 'Offset whose writing raises an event'],
  ...LIMITS.map((name): FieldRow => {
    const unit = name.startsWith('iov') ? '1' : 'B';
    return [`block.#.limits.${name}`, 'block', unit, 'info', '11.10.0', `Limit ${name} of the image`];
  }),
  ['block.#.timed_group.count', 'block', '1', 'gauge', '11.10.0', 'Windows of latency statistics'],
  ['block.#.timed_group.#.interval', 'block', 's', 'info', '11.10.0', 'Length of the window'],
  ...OPERATIONS.flatMap((operation) =>
    ['min', 'max', 'avg'].map((figure): FieldRow => {
      const pattern = `block.#.timed_group.#.${operation}_latency_${figure}`;
      return [
        pattern,
        'block',
        'ns',
        'gauge',
        '11.10.0',
        `Latency (${figure}) of ${operation} in the window`,
      ];
    }),
  ),
  ...QUEUES.map((queue): FieldRow => {
    const pattern = `block.#.timed_group.#.${queue}_queue_depth_avg`;
    return [pattern, 'block', '1', 'gauge', '11.10.0', `Mean queue depth of ${queue} in the window`];
  }),
  ...HISTOGRAMS.flatMap((operation): FieldRow[] => {
    const prefix = `block.#.latency_histogram.${operation}.bin`;
    return [
      [`${prefix}.count`, 'block', '1', 'gauge', '12.1.0', `Bins of the ${operation} latency histogram`],
      [`${prefix}.#.start`, 'block', 'ns', 'info', '12.1.0', 'Where the bin begins'],
      [`${prefix}.#.value`, 'block', '1', 'counter', '12.1.0', 'Requests in the bin'],
    ];
  }),
];

const PERF_EVENTS: readonly (readonly [since: string, ...names: string[]])[] = [
  ['2.3.0', 'cpu_cycles', 'instructions', 'cache_references', 'cache_misses'],
  ['3.0.0', 'branch_instructions', 'branch_misses', 'bus_cycles', 'stalled_cycles_frontend'],
  ['3.0.0', 'stalled_cycles_backend', 'ref_cpu_cycles'],
  ['3.2.0', 'cpu_clock', 'task_clock', 'page_faults', 'context_switches', 'cpu_migrations'],
  ['3.2.0', 'page_faults_min', 'page_faults_maj', 'alignment_faults', 'emulation_faults'],
];

const PERF: FieldRow[] = [
  ['perf.cmt', 'perf', 'B', 'gauge', '1.3.3', 'Cache occupied'],
  ['perf.mbmt', 'perf', 'B/s', 'gauge', '1.3.5', 'Memory bandwidth, all of the host'],
  ['perf.mbml', 'perf', 'B/s', 'gauge', '1.3.5', 'Memory bandwidth, local node'],
  ...PERF_EVENTS.flatMap(([since, ...names]) =>
    names.map((name): FieldRow => [`perf.${name}`, 'perf', '1', 'counter', since, `Perf event ${name}`]),
  ),
];

const IOTHREAD: FieldRow[] = [
  ['iothread.count', 'iothread', '1', 'gauge', '4.10.0', 'I/O threads'],
  [
    'iothread.#.poll-max-ns',
    'iothread',
    'ns',
    'gauge',
    '4.10.0',
    'Longest polling; the index is the thread id',
  ],
  ['iothread.#.poll-grow', 'iothread', '1', 'gauge', '4.10.0', 'Factor polling grows by'],
  ['iothread.#.poll-shrink', 'iothread', '1', 'gauge', '4.10.0', 'Divisor polling shrinks by'],
];

const MEMORY: FieldRow[] = [
  ['memory.bandwidth.monitor.count', 'memory', '1', 'gauge', '6.0.0', 'Memory bandwidth monitors'],
  ['memory.bandwidth.monitor.#.name', 'memory', null, 'info', '6.0.0', 'Name of a monitor'],
  ['memory.bandwidth.monitor.#.vcpus', 'memory', null, 'info', '6.0.0', 'vCPUs it watches'],
  ['memory.bandwidth.monitor.#.node.count', 'memory', '1', 'gauge', '6.0.0', 'Memory nodes of a monitor'],
  ['memory.bandwidth.monitor.#.node.#.id', 'memory', null, 'info', '6.0.0', 'Id of a memory node'],
  [
    'memory.bandwidth.monitor.#.node.#.bytes.local',
    'memory',
    'B',
    'counter',
    '6.0.0',
    'Traffic with local memory',
  ],
  [
    'memory.bandwidth.monitor.#.node.#.bytes.total',
    'memory',
    'B',
    'counter',
    '6.0.0',
    'Traffic with all memory',
  ],
];

const DIRTYRATE: FieldRow[] = [
  ['dirtyrate.calc_status', 'dirtyrate', null, 'gauge', '7.2.0', '0 not started, 1 measuring, 2 measured'],
  ['dirtyrate.calc_start_time', 'dirtyrate', 's', 'gauge', '7.2.0', 'When the calculation began'],
  ['dirtyrate.calc_period', 'dirtyrate', 's', 'info', '7.2.0', 'How long it measures'],
  ['dirtyrate.calc_mode', 'dirtyrate', null, 'info', '8.1.0', 'page-sampling, dirty-bitmap or dirty-ring'],
  ['dirtyrate.megabytes_per_second', 'dirtyrate', 'MiB/s', 'gauge', '7.2.0', 'Memory made dirty'],
  [
    'dirtyrate.vcpu.#.megabytes_per_second',
    'dirtyrate',
    'MiB/s',
    'gauge',
    '8.1.0',
    'Memory made dirty by a vCPU',
  ],
];

/** The fields libvirt names itself. */
export const FIELDS: readonly FieldRow[] = [
  ...STATE,
  ...CPU,
  ...BALLOON,
  ...VCPU,
  ...NET,
  ...BLOCK,
  ...PERF,
  ...IOTHREAD,
  ...MEMORY,
  ...DIRTYRATE,
];

/** The counters QEMU and KVM name (query-stats): the suffix gives their kind; their names are not stable. */
export const KVM_FIELDS: readonly FieldRow[] = (['vcpu', 'vm'] as const).flatMap((group): FieldRow[] => {
  const prefix = group === 'vcpu' ? 'vcpu.#.*' : 'vm.*';
  const of = group === 'vcpu' ? 'a vCPU' : 'the VM';
  return [
    [`${prefix}.sum`, group, '1', 'counter', '8.9.0', `Counter of KVM for ${of}`],
    [`${prefix}.cur`, group, '1', 'gauge', '8.9.0', `Value KVM has now for ${of}`],
    [`${prefix}.max`, group, '1', 'peak', '8.9.0', `Highest value KVM saw for ${of}`],
  ];
});
