/** Directory of history in a state directory. */
export const HISTORY = 'history';
/** Of the demo hypervisor's, which must not become that of this machine. */
export const DEMO_HISTORY = 'demo-history';
/** File of it that has who was seen and what happened to them. */
export const CATALOGUE = 'catalogue.jsonl';
