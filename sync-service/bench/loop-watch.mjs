// Loaded into a service before its own code: tells, in the file that LOOP_FILE names, for how long its event loop has stood still at most (ms).
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
setInterval(() => writeFileSync(process.env.LOOP_FILE, String(delay.max / 1e6)), 500).unref();
process.on('SIGUSR2', () => delay.reset());
