import type { Command } from '../command-line/context.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { ask } from '../scaffold/ask.js';
import { carryOut, renderScaffolded, type Scaffolded } from '../scaffold/carry-out.js';
import { topicChanges } from '../scaffold/new-topic.js';

interface Input {
  readonly name: string | undefined;
  readonly key?: string;
  readonly dryRun?: boolean;
}

export const newTopic: Command<Input, Scaffolded> = {
  stopsItself: true,

  async run({ name: given, key, dryRun = false }, context) {
    requireSoundCatalog(context.root);
    const name =
      given ??
      (await ask('Name of the topic, for example parcels:', {
        missing: 'The topic has no name.',
        hint: './fairway new topic NAME',
        stopping: context.stopping,
      }));
    return await carryOut(
      {
        changes: topicChanges(context.root, name, key),
        next: [
          [`./fairway new event SUBJECT.HAPPENED --topic ${name}`, 'its first event'],
          ['git diff catalog', 'its partitions, retention and key'],
          ['npm start', 'creates it, and its dead-letter topic'],
        ],
      },
      dryRun,
      context,
    );
  },

  render: renderScaffolded,
};
