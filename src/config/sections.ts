import { section as alarms } from '../alarms/config.ts';
import { listen } from '../api/config.ts';
import { section as tls } from '../auth/tls/config.ts';
import { access, behindProxy } from '../auth/config.ts';
import { section as demo } from '../demo/config.ts';
import { section as sectionOf, type ValueOf } from '../lib/settings/mod.ts';
import { interval } from '../pipeline/config.ts';
import { section as remoteQuery } from '../remote/query/config.ts';
import { section as remoteWrite } from '../remote/write/config.ts';
import { section as host } from '../sources/host/config.ts';
import { section as libvirt } from '../sources/libvirt/config.ts';
import { section as history, state } from '../store/config.ts';
import { logs } from './logs.ts';
import { sources } from './sources.ts';

/**
 * The configuration file: one row for each source and feature that has a key or a section in it, which it exports from
 * its `config.ts`. Files are checked against it; `config explain` and docs/reference/config.md are made from it.
 */
export const sections = {
  listen,
  tls,
  access,
  behindProxy,
  state,
  interval,
  host,
  libvirt,
  sources,
  demo,
  history,
  alarms,
  logs,
  remoteWrite,
  remoteQuery,
};

/** What all of it means. Times are milliseconds, the state directory is absolute. */
export const root = sectionOf(sections, {
  parse: ({ state: stateDir, interval: intervalMs, ...rest }) => ({ stateDir, intervalMs, ...rest }),
});

export type Values = ValueOf<typeof root>;
