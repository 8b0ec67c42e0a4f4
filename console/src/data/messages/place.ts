/** Where a message stands: ids count the messages of a run of the program. */
export interface Place {
  readonly run: string;
  readonly sequence: number;
}

export function placeOf(id: string): Place {
  const dash = id.lastIndexOf('-');
  return { run: id.slice(0, dash), sequence: Number(id.slice(dash + 1)) };
}

export const idAt = ({ run, sequence }: Place): string => `${run}-${sequence}`;

/** The id behind which a message stands. */
export function idBefore(id: string): string {
  const { run, sequence } = placeOf(id);
  return idAt({ run, sequence: sequence - 1 });
}
