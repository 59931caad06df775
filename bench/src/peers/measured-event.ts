import { defineEvent } from '@fairway/contracts';
import { z } from 'zod';

/** What the relays publish and the consumers handle: about 450 bytes, numbered from 1. */
export const measured = defineEvent({
  type: 'bench.measured',
  version: 1,
  data: z.object({ n: z.int(), text: z.string() }),
  key: ({ n }) => String(n),
  logFields: () => ({}),
});

export const text = 'x'.repeat(430);
