import { appendFile, chown, copyFile, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withPostgres } from '@fairway/local-servers';
import { untilNoneLeft } from '@fairway/testkit';
import pg from 'pg';
import type { OrderPlatform } from '../order-platform.js';

/** Continuous backup of a platform's PostgreSQL, as Aurora and RDS make it: a base backup, and every write since then. */
export class PointInTimeBackup {
  readonly #platform: OrderPlatform;
  readonly #data: string;
  readonly #base: string;
  readonly #log: string;

  constructor(platform: OrderPlatform) {
    const { dataFolder } = platform.instance;
    this.#platform = platform;
    this.#data = join(dataFolder, 'postgres');
    this.#base = join(dataFolder, 'postgres-base');
    this.#log = join(dataFolder, 'postgres-log');
  }

  /** The setting needs a restart, which the supervisor does after a crash. */
  async archiveLog(): Promise<void> {
    await this.#ownFolder(this.#log);
    const copy = `test ! -f "${this.#log}/%f" && cp "%p" "${this.#log}/%f.part" && mv "${this.#log}/%f.part" "${this.#log}/%f"`;
    await this.#set('archive_mode', 'on');
    await this.#set('archive_command', copy);
    this.#platform.kill('postgres');
    await untilNoneLeft('servers without an archive', async () => {
      const [row] = await this.#platform.query<{ archive_mode: string }>('postgres', 'SHOW archive_mode');
      return row?.archive_mode === 'on' ? 0 : 1;
    });
  }

  /** Copies the files of the running server. Its log makes a consistent state of them. */
  async copyBase(): Promise<void> {
    // Start and end belong to one session.
    await withPostgres(this.#platform.databaseUrl('postgres'), async (session) => {
      await session.query("SELECT pg_backup_start('drill', fast => true)");
      await this.#copyFiles();
      const { rows } = await session.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
      await writeFile(join(this.#base, 'backup_label'), rows[0]?.labelfile ?? '');
    });
  }

  /** Replaces the data of the stopped server by that of the time, which its next start restores. */
  async restore(time: string): Promise<void> {
    const settings = {
      restore_command: `cp "${this.#log}/%f" "%p"`,
      recovery_target_time: time,
      recovery_target_action: 'promote',
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${pg.escapeLiteral(value)}\n`);
    await appendFile(join(this.#base, 'postgresql.auto.conf'), lines.join(''));
    await writeFile(join(this.#base, 'recovery.signal'), '');
    for (const file of ['backup_label', 'recovery.signal']) await this.#own(join(this.#base, file));
    await rename(this.#data, `${this.#data}-before-restore`);
    await rename(this.#base, this.#data);
  }

  /** Resolves when all writes until now are in the backup. */
  async untilArchived(): Promise<void> {
    const [row] = await this.#platform.query<{ file: string }>(
      'postgres',
      'SELECT pg_walfile_name(pg_switch_wal()) AS file',
    );
    await untilNoneLeft('files of the log to archive', () => (existsSync(join(this.#log, row?.file ?? '')) ? 0 : 1));
  }

  async #set(name: string, value: string): Promise<void> {
    await this.#platform.query('postgres', `ALTER SYSTEM SET ${name} = ${pg.escapeLiteral(value)}`);
  }

  async #copyFiles(): Promise<void> {
    await this.#ownFolder(this.#base);
    for (const entry of await readdir(this.#data, { recursive: true, withFileTypes: true })) {
      const from = join(entry.parentPath, entry.name);
      const to = this.#base + from.slice(this.#data.length);
      const isLeftOut = entry.name === 'postmaster.pid' || (entry.isFile() && from.includes('/pg_wal/'));
      if (entry.isDirectory()) await this.#ownFolder(to);
      else if (!isLeftOut && (await copied(from, to))) await this.#own(to);
    }
  }

  async #ownFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await this.#own(path);
  }

  /** PostgreSQL runs as another user when the test runs as root. */
  async #own(path: string): Promise<void> {
    const { uid, gid } = await stat(this.#data);
    await chown(path, uid, gid);
  }
}

/** A server removes files while they are copied; its log knows of that. */
async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
