import { allEvents, defineEvent } from '@fairway/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleExpression } from './event-sample.js';

const sources = { uuid: 'id', dateTime: 'now' };
const sampleOf = (data: z.ZodType) =>
  sampleExpression(
    defineEvent({ type: 'parcel.sent', version: 1, data, key: () => '', logFields: () => ({}) }),
    sources,
  );

describe('the sample of an event', () => {
  it.each(allEvents)('can be made of $type', (event) => {
    expect(sampleExpression(event, sources)).toMatch(/^\{ .* \}$/);
  });

  it('has the required properties, with ids and times from the source', () => {
    const schema = z.object({
      parcelId: z.uuid(),
      sentAt: z.iso.datetime(),
      from: z.email(),
      kind: z.enum(['small', 'large']),
      weightGrams: z.int().min(5),
      parts: z.array(z.string()).min(1),
      note: z.string().optional(),
    });
    expect(sampleOf(schema)).toBe(
      `{ parcelId: id, sentAt: now, from: 'ada@example.com', kind: 'small', weightGrams: 5, parts: ['a text'] }`,
    );
  });

  it('takes the example of a contract with a rule of its own', () => {
    const code = z.string().regex(/^[A-Z]{2}$/);
    expect(sampleOf(z.object({ country: code.meta({ examples: ['DE'] }) }))).toBe(`{ country: 'DE' }`);
    expect(() => sampleOf(z.object({ country: code }))).toThrow('No sample of parcel.sent');
  });
});
