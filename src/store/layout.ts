/** Directory of history in a state directory. */
export const HISTORY = 'history';
/** File of it that has who was seen and what happened to them. */
export const CATALOGUE = 'catalogue.jsonl';
