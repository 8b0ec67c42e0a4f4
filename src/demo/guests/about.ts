import { chance } from './random.ts';

/** Operating systems, by libosinfo's identifier and as a guest agent reports them. */
const systems = {
  debian: { id: 'http://debian.org/debian/12', name: 'Debian GNU/Linux 12 (bookworm)' },
  ubuntu: { id: 'http://ubuntu.com/ubuntu/24.04', name: 'Ubuntu 24.04.1 LTS' },
  alma: { id: 'http://almalinux.org/almalinux/9', name: 'AlmaLinux 9.5 (Teal Serval)' },
  windows: { id: 'http://microsoft.com/win/2k8r2', name: 'Windows Server 2008 R2 Standard' },
  desktop: { id: 'http://microsoft.com/win/11', name: 'Windows 11 Pro' },
} as const;

/** What a guest is for. */
interface Role {
  readonly title: string;
  readonly tags: readonly string[];
  readonly system?: keyof typeof systems;
  /** Project in OpenStack; left out for guests that a person defined. */
  readonly project?: string;
  readonly description?: string;
  readonly uefi?: boolean;
  /** On a network of libvirt's own, which gives it its address; left out on a bridge of the host. */
  readonly leases?: boolean;
}

/** By the name of a guest without its number. */
const roles: Readonly<Record<string, Role>> = {
  web: { title: 'Shop front end', tags: ['prod', 'web'], project: 'shop' },
  db: { title: 'Shop database', tags: ['prod', 'db', 'backup'], project: 'shop', system: 'alma' },
  batch: { title: 'Nightly reports', tags: ['prod', 'batch'], project: 'reports', leases: true },
  router: { title: 'Router of the office', tags: ['infra', 'network'], description: 'Do not stop in working hours.' },
  'windows-legacy': { title: 'Payroll, until 2027', tags: ['legacy'], system: 'windows' },
  'mail server': { title: 'Mail of the office', tags: ['prod', 'mail', 'backup'] },
  app: { title: 'Shop application', tags: ['prod', 'app'], project: 'shop', uefi: true },
  'ci-runner': { title: 'CI runner', tags: ['ci'], project: 'build', system: 'ubuntu', leases: true },
  files: { title: 'Files of the office', tags: ['prod', 'files', 'backup'], uefi: true },
  cache: { title: 'Shop cache', tags: ['prod', 'cache'], project: 'shop' },
  monitor: { title: 'Monitoring', tags: ['infra'] },
  'golden-image': { title: 'Image that others are cloned from', tags: ['template'], uefi: true },
  api: { title: 'Shop API', tags: ['prod', 'api'], project: 'shop', uefi: true },
  queue: { title: 'Message queue', tags: ['prod', 'queue'], project: 'shop', system: 'alma' },
  ci: { title: 'CI runner', tags: ['ci'], project: 'build', system: 'ubuntu', leases: true },
  'k8s-node': { title: 'Kubernetes node', tags: ['prod', 'k8s'], project: 'platform', system: 'ubuntu', uefi: true },
  vdi: { title: 'Desktop', tags: ['desktop'], system: 'desktop', uefi: true, leases: true },
}; // prettier-ignore
const none: Role = { title: 'Test of names', tags: ['test', 'büro 東京'] };

/** What of a guest is in its definition for people, and what its agent reports of its system. */
export interface About extends Role {
  readonly system: keyof typeof systems;
  readonly osId: string;
  readonly osName: string;
}

export function aboutOf(seed: number, index: number, name: string): About {
  const role = roles[name.replace(/-\d+$/, '')] ?? none;
  const stage = index >= 20 && chance(seed, index, 'stage') < 0.3;
  const tags = stage ? role.tags.map((tag) => (tag === 'prod' ? 'test' : tag)) : role.tags;
  const number = /\d+$/.exec(name)?.[0];
  const { system = 'debian' } = role;
  return {
    ...role,
    title: number ? `${role.title} ${Number(number)}` : role.title,
    tags,
    system,
    osId: systems[system].id,
    osName: systems[system].name,
  };
}
