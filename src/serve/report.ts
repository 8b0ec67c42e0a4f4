/** Writes a bug to where the program's messages are read. */
export function reportBug(error: unknown, what: string): void {
  console.error(`virtscope: ${what}:`, error);
}
