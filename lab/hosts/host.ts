import { join } from 'node:path';

import { LabError } from '../error.ts';
import { UUID_PREFIX } from '../guests/guest.ts';
import { paths } from '../paths.ts';

/** A test host: a machine to everything inside it, a few namespaces to this one. */
export type TestHost = {
  /** Also its hostname. */
  name: string;
  number: number;
  address: string;
  /** What libvirt reports as the host's UUID. */
  uuid: string;
  /** This machine's end of its network cable. */
  veth: string;
  /** Directory of its own. */
  folder: string;
  /** What the names of its guests begin with. */
  guests: string;
};

/** The network that connects the hosts and this machine, which has the address 1. */
export const NETWORK = '10.88.0';

/** All of them. */
export const HOSTS: readonly [TestHost, TestHost] = [testHost(1, 'web'), testHost(2, 'db')];

/** @throws {LabError} `LAB_HOST_UNKNOWN` */
export function findHost(name: string): TestHost {
  const host = HOSTS.find((one) => one.name === name);
  if (host) return host;
  const names = HOSTS.map((one) => one.name).join(' and ');
  throw new LabError('LAB_HOST_UNKNOWN', `Cannot find host "${name}": the lab has ${names}`);
}

function testHost(number: number, guests: string): TestHost {
  const name = `h${number}`;
  return {
    name,
    number,
    address: `${NETWORK}.${10 + number}`,
    uuid: `${UUID_PREFIX}f0-4000-8000-${String(number).padStart(12, '0')}`,
    veth: `vshost${number}`,
    folder: join(paths.hosts, name),
    guests,
  };
}
