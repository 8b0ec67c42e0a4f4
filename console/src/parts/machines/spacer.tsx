import type { JSX } from 'preact';

/** Space as high as rows that are not in sight. */
export function Spacer({ rows, rowHeight }: { rows: number; rowHeight: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  );
}
