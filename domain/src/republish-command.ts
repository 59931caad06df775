import type { DomainCommand } from '@fairway/catalog';

const explanation = `
An order stays pending when its event was lost: retention or a restored backup removed it before it was read.
An order whose webhook is still being retried is pending too, and its event is published again as well. That
does no harm: the event gets the id it had, so a service that has handled it passes it over.`;

export const republishCommand: DomainCommand = {
  group: 'orders',
  groupDescription: 'repair orders that are stuck',
  name: 'republish',
  description: 'publish the events of orders again that have been pending for long',
  explanation,
  options: [
    {
      flags: '--older-than <duration>',
      description: 'only orders placed so long ago',
      kind: 'duration',
      default: '1h',
    },
    { flags: '--limit <count>', description: 'at most this many, oldest first', kind: 'count', default: '1000' },
    { flags: '--dry-run', description: 'only show which', kind: 'flag' },
  ],
  load: async () => (await import('./republish-work.js')).republishWork,
};
