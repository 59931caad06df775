import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceFiles } from './source-files.js';
import { watchFolders, type FolderWatch } from './watch-folders.js';

let root: string;
let watched: FolderWatch;
let changes: string[];

const write = (file: string, text: string) => writeFileSync(join(root, file), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-watch-'));
  mkdirSync(join(root, 'app/src/stock'), { recursive: true });
  write('package.json', '{"name":"root","workspaces":["app"]}');
  write('app/package.json', '{"name":"app"}');
  write('app/src/stock/count.ts', '1');
  const sources = new SourceFiles(root);
  changes = [];
  watched = watchFolders(() => sources.folders(), {
    onChange: () => changes.push(...sources.changes()),
    onError: (error) => changes.push(String(error)),
  });
});
afterEach(() => {
  watched.close();
  rmSync(root, { recursive: true });
});

/** Waits for exactly these, and forgets them. */
async function expectChanges(...files: string[]): Promise<void> {
  await expect.poll(() => changes.toSorted(), { timeout: 20_000 }).toEqual(files.toSorted());
  changes = [];
}

describe('the watch of the sources', () => {
  it('hears of a file each time an editor replaces it', async () => {
    for (const text of ['2', '3', '4']) {
      write('app/src/stock/count.ts.tmp', text);
      renameSync(join(root, 'app/src/stock/count.ts.tmp'), join(root, 'app/src/stock/count.ts'));
      await expectChanges('app/src/stock/count.ts');
    }
  });

  it('hears of files in folders that are new, and in one that was removed and made again', async () => {
    mkdirSync(join(root, 'app/migrations'));
    mkdirSync(join(root, 'app/src/products/prices'), { recursive: true });
    write('app/migrations/1-a.ts', '1');
    write('app/src/products/prices/price.ts', '1');
    await expectChanges('app/migrations/1-a.ts', 'app/src/products/prices/price.ts');
    write('app/src/products/prices/price.ts', '2');
    await expectChanges('app/src/products/prices/price.ts');
    rmSync(join(root, 'app/src/products'), { recursive: true });
    mkdirSync(join(root, 'app/src/products/prices'), { recursive: true });
    write('app/src/products/prices/price.ts', '3');
    await expectChanges('app/src/products/prices/price.ts');
    write('app/src/products/prices/price.ts', '4');
    await expectChanges('app/src/products/prices/price.ts');
  });

  it('reports a deleted file, and ignores unchanged content, specs and other files', async () => {
    write('app/src/stock/count.ts', '1');
    write('app/src/stock/count.spec.ts', '1');
    write('app/src/stock/notes.md', '1');
    write('app/src/stock/marker.ts', '1');
    await expectChanges('app/src/stock/marker.ts');
    rmSync(join(root, 'app/src/stock/count.ts'));
    await expectChanges('app/src/stock/count.ts');
  });
});
