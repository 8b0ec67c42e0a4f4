import { render } from 'preact';
import { App } from './app.tsx';
import { startClock } from './clock.ts';
import { refreshHosts } from './hosts.ts';
import { startKeys } from './keys.ts';
import { startLive } from './live.ts';
import { startRouter } from './router.ts';
import { startStatus } from './status.ts';
import { startTheme } from './theme.ts';

startTheme();
startClock();
startRouter();
startKeys();
startLive();
startStatus();
refreshHosts().catch(reportError);
render(<App />, document.body);
