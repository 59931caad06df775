// Plays a supervisor that starts servers and then ends in the way its first argument says. Prints the processes of its
// servers.
import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePorts, spawnServer, startPostgres, startWatchdog, type SpawnServerOptions } from '../src/index.js';
import { processStartTime } from '../src/process-identity.js';

const [, , end = '', folder = ''] = process.argv;
const watchdog = await startWatchdog();

let shells = 0;
const shell = (script: string, overrides: Partial<SpawnServerOptions> = {}) =>
  spawnServer({
    name: 'shell',
    command: 'sh',
    args: ['-c', script, folder],
    env: { PATH: process.env['PATH'] },
    logFile: join(folder, `shell-${(shells += 1)}.log`),
    graceMs: 300,
    watchdog,
    ...overrides,
  });

if (end === 'killed-before-the-watchdog-knows') {
  const killed = { ...watchdog, watch: () => (process.kill(process.pid, 'SIGKILL'), new Promise<never>(() => {})) };
  await shell(`touch '${join(folder, 'got-through')}'; sleep 60`, { watchdog: killed });
}

const servers = [
  await shell('trap "" TERM; sleep 60 & echo $!; wait'), // does not stop when asked
  await shell('sleep 60 & echo $!; wait'), // stops when asked, and leaves its child
];
const owned = [watchdog.pid, ...servers.map(({ pid }) => pid)];
for (const server of servers) {
  let [childPid] = await server.lastLogLines(1);
  while (childPid === undefined) [childPid] = await server.lastLogLines(1);
  owned.push(Number(childPid));
}
if (end.startsWith('is killed')) {
  const [port = 0] = await freePorts(1);
  const options = {
    dataFolder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    password: 'secret',
    durable: false,
  };
  const postgres = await startPostgres({ ...options, port, watchdog });
  owned.push(postgres.pid, ...childrenOf(postgres.pid));
  if (end === 'is killed after PostgreSQL, which was working') {
    const [client, observer] = [new pg.Client(postgres.url()), new pg.Client(postgres.url())];
    await Promise.all([client.connect(), observer.connect()]);
    client.query('SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => {});
    // A session that has not begun yet would end with its server.
    const working = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()`;
    while ((await observer.query(working)).rowCount === 0);
    process.kill(postgres.pid, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  }
}
writeSync(1, JSON.stringify(owned.map((pid) => ({ pid, startTime: processStartTime(pid) }))));

if (end === 'is killed with its process group') process.kill(-process.pid, 'SIGKILL');
if (end === 'calls process.exit') process.exit(0);
// Otherwise no work is left, and the servers must not keep it alive.

function childrenOf(parent: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'ppid=,pid='], { encoding: 'utf8' }).trim().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([ppid, pid = 0]) => (ppid === parent ? pid : []));
}
