import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

// The shell is the same engine without the browser's own windows: a page takes half the time.
const browsers = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = [process.env['CHROMIUM'] ?? '', ...browsers].find((path) => path && existsSync(path));

/** Why the console cannot be looked at here; false where it can. */
export const skip: string | false = !executablePath
  ? `Chromium is missing: none of ${browsers.join(', ')}, and CHROMIUM is not set`
  : !existsSync('console/dist/index.html') && 'the console is not built: vite build console';

// Headless, and silent towards the network: what it would fetch by itself is not the console's.
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ args, ...(executablePath ? { executablePath } : {}) });
}
