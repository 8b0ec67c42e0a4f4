/** EntityIndex of history in a state directory. */
export const HISTORY = 'history';
/** Of the demo hypervisor's, which must not become that of this machine. */
export const DEMO_HISTORY = 'demo-history';
/** Its file of entities and events. */
export const INVENTORY_FILE = 'catalogue.jsonl';
