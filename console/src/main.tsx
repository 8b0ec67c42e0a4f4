import { render } from 'preact';
import { App } from './app.tsx';
import { startClock } from './data/clock.ts';
import { refreshHosts } from './data/hosts.ts';
import { startKeys } from './view/keys.ts';
import { startLive } from './data/live.ts';
import { isPage } from './pages.ts';
import { startRouter } from './view/router.ts';
import { startStatus } from './data/status.ts';
import { startTheme } from './view/theme.ts';

startTheme();
startClock();
startRouter(isPage);
startKeys();
startLive();
startStatus();
refreshHosts().catch(reportError);
render(<App />, document.body);
