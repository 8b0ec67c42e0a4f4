/** A read of messages: those behind an id, else the newest, of those that a filter is true of. */
export interface Read {
  readonly filter: string;
  readonly after?: string;
  readonly limit?: number;
}

/** Address of a read, which is also the one that a program asks. */
export function addressOfRead({ filter, after, limit }: Read): string {
  const query = new URLSearchParams();
  if (after !== undefined) query.set('after', after);
  if (filter !== '') query.set('filter', filter);
  if (limit !== undefined) query.set('limit', String(limit));
  return query.size > 0 ? `/messages?${query}` : '/messages';
}
