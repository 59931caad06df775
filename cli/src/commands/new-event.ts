import { catalog } from '@fairway/catalog';
import type { Command } from '../command-line/context.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { ask } from '../scaffold/ask.js';
import { carryOut, renderScaffolded, type Scaffolded } from '../scaffold/carry-out.js';
import { eventChanges } from '../scaffold/new-event.js';

interface Input {
  readonly name: string | undefined;
  readonly topic?: string;
  readonly dryRun?: boolean;
}

export const newEvent: Command<Input, Scaffolded> = {
  stopsItself: true,

  async run(input, context) {
    requireSoundCatalog(context.root);
    const usage = './fairway new event NAME --topic TOPIC';
    const name =
      input.name ??
      (await ask('Name of the event, for example parcel.sent:', {
        missing: 'The event has no name.',
        hint: usage,
        stopping: context.stopping,
      }));
    const topics = Object.keys(catalog.topics).join(', ');
    const topic =
      input.topic ??
      (await ask(`Topic that carries it (${topics}):`, {
        missing: '--topic is missing.',
        hint: `${usage}; topics are: ${topics}.`,
        stopping: context.stopping,
      }));
    return await carryOut(
      {
        changes: eventChanges(context.root, name, topic),
        rendered: [`packages/contracts/schemas/${name}.v1.json`],
        next: [
          ['git diff packages/contracts/src catalog', 'give it the properties that it needs'],
          ['./fairway generate', 'renders its schema again'],
          ['./fairway test checks', 'lint, format, types, generated files'],
          ['./fairway test unit', 'what the contract of an event must meet'],
        ],
      },
      input.dryRun ?? false,
      context,
    );
  },

  render: renderScaffolded,
};
