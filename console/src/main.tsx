import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { startSession } from './data/access/refresh.ts';
import { isLocked } from './data/access/session.ts';
import { startClock } from './data/clock.ts';
import { refreshHosts } from './data/hosts.ts';
import { startKeys } from './view/keys.ts';
import { startLive } from './data/live.ts';
import { isPage } from './pages.ts';
import { startRouter } from './view/router.ts';
import { startStatus } from './data/status.ts';
import { startNetworkUnit } from './view/network-unit.ts';
import { startTheme } from './view/theme.ts';
import { startZone } from './view/time-zone.ts';
import { startViewport } from './view/viewport.ts';

startTheme();
startViewport();
startClock();
startRouter(isPage);
startZone();
startNetworkUnit();
startKeys();
startLive();
startSession().then(show).catch(reportError);

/** Draws the page: before the session is known, it is not known whether anything may be asked for. */
function show(): void {
  effect(() => {
    if (isLocked.value) return undefined;
    refreshHosts().catch(reportError);
    return startStatus();
  });
  render(<App />, document.body);
}
