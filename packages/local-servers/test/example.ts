import { join } from 'node:path';
import { freePorts, startPostgres, startWatchdog, withPostgres } from '@fairway/local-servers';

/** Counts up in a database below `folder`, and returns how often it has done so. The server ends with it. */
export async function countStarts(folder: string): Promise<number> {
  const watchdog = await startWatchdog();
  try {
    const [port = 0] = await freePorts(1);
    const server = await startPostgres({
      dataFolder: join(folder, 'data'),
      logFile: join(folder, 'postgres.log'),
      password: 'of this folder only',
      port,
      durable: false,
      watchdog,
    });
    return await withPostgres(server.url(), async (client) => {
      await client.query('CREATE TABLE IF NOT EXISTS starts (at timestamptz)');
      await client.query('INSERT INTO starts VALUES (now())');
      return (await client.query('SELECT FROM starts')).rows.length;
    });
  } finally {
    // Stops the server as well; a kill of this process would do the same.
    await watchdog.stop();
  }
}
