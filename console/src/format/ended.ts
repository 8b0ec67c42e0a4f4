/** A reason as a sentence: the API writes some without capital and full stop. */
export function ended(reason: string): string {
  const capital = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
