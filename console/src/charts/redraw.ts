/** Milliseconds of a frame that drawing may take; the rest is the pointer's and the browser's own. */
const budget = 6;
const waiting = new Set<() => void>();

/**
 * Runs with the next frame, once however often it was asked for meanwhile. What does not fit into a frame waits for
 * another: a row that sixty charts grow by must not hold up the cursor.
 */
export function redrawSoon(draw: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(drawSome);
  waiting.add(draw);
}

export function forgetRedraw(draw: () => void): void {
  waiting.delete(draw);
}

function drawSome(): void {
  const begun = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - begun > budget) break;
  }
  if (waiting.size > 0) requestAnimationFrame(drawSome);
}
