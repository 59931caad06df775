// What Node loads before the program of a service in `fairway dev`: `service-preload.js?before=<pids>`.
import { setSourceMapsSupport } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

// Traces name the lines of the sources. Not those of dependencies: to read their maps costs half a second of each start.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

const [, program = ''] = process.argv;
const before = new URL(import.meta.url).searchParams.get('before') ?? '';

// Most of a start is the loading of code. It needs no port, so it goes on while the process before this one ends.
await import(new URL('service.js', pathToFileURL(program)).href);
for (const pid of before.split(',').filter(Boolean).map(Number)) while (isRunning(pid)) await sleep(10);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
