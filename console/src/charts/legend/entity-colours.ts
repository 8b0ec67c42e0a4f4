/** Colours of the cycle in styles/tokens.css. */
const colours = 8;

/** How the line of one of several entities looks. */
export interface Look {
  readonly colour: string;
  readonly style: 'line' | 'dash';
}

/**
 * A look for each id. Every id has a colour of its own on all pages; where two would share one, the later gets the next
 * that is free, so that those shown keep theirs when another is added. From the ninth on lines are dashed.
 */
export function looksOf(ids: readonly string[]): Map<string, Look> {
  const looks = new Map<string, Look>();
  const taken = new Set<number>();
  for (const id of ids) {
    if (taken.size === colours) taken.clear();
    let colour = hash(id) % colours;
    while (taken.has(colour)) colour = (colour + 1) % colours;
    taken.add(colour);
    looks.set(id, { colour: `cycle-${colour}`, style: looks.size < colours ? 'line' : 'dash' });
  }
  return looks;
}

function hash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) >>> 0;
  return sum;
}
