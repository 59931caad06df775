import type { Command } from '../command-line/context.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { ask } from '../scaffold/ask.js';
import { carryOut, renderScaffolded, type Scaffolded } from '../scaffold/carry-out.js';
import { migrationChanges } from '../scaffold/new-migration.js';

interface Input {
  readonly service: string | undefined;
  readonly name: string | undefined;
  readonly dryRun?: boolean;
}

export const newMigration: Command<Input, Scaffolded> = {
  stopsItself: true,

  async run({ service: givenService, name: givenName, dryRun = false }, context) {
    requireSoundCatalog(context.root);
    const hint = './fairway new migration SERVICE NAME';
    const service =
      givenService ?? (await ask('Service:', { missing: 'The service is missing.', hint, stopping: context.stopping }));
    const name =
      givenName ??
      (await ask('Name, for example add-notes:', {
        missing: 'The migration has no name.',
        hint,
        stopping: context.stopping,
      }));
    return await carryOut(
      {
        changes: migrationChanges(context.root, service, name, Date.now()),
        next: [
          [`git status apps/${service}`, 'write its statements: until then it refuses to run'],
          [`npx vitest run --project integration apps/${service}`, 'runs it on a new database'],
          ['npx vitest run --project integration cli/test/database-upgrades', 'runs it on an old one, and back'],
        ],
      },
      dryRun,
      context,
    );
  },

  render: renderScaffolded,
};
