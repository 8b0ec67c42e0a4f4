/** The font of all texts in plots, where a CSS pixel has so many of the canvas. */
export function fontAt(ratio: number): string {
  return `${11 * ratio}px system-ui, sans-serif`;
}
