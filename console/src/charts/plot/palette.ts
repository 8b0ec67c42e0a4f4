import { colours } from '../../view/theme.ts';

const cache = new Map<string, string>();
let version = -1;

/** A colour token as the page computes it now (`rgb(…)`): a canvas cannot read custom properties itself. */
export function colour(token: string, alpha = 1): string {
  if (version !== colours.peek()) {
    cache.clear();
    version = colours.peek();
  }
  let rgb = cache.get(token);
  if (rgb === undefined) {
    rgb = compute(token);
    cache.set(token, rgb);
  }
  return alpha === 1 ? rgb : rgb.replace('rgb(', 'rgba(').replace(')', `, ${alpha})`);
}

function compute(token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const rgb = getComputedStyle(probe).color;
  probe.remove();
  return rgb;
}
