import { defineEvent, eventText, schemaBreaks } from '@fairway/contracts';
import { z } from 'zod';

/** The contract as published. */
export const bookLent = defineEvent({
  type: 'book.lent',
  version: 1,
  data: z.object({
    bookId: z.uuid().describe('Id of the book.'),
    title: eventText().describe('Title of the book.'),
    lentAt: z.iso.datetime().describe('Time at which the book was lent, in UTC.'),
  }),
  key: ({ bookId }) => bookId,
  logFields: ({ bookId }) => ({ bookId }),
});

/** What in the next data of the event would break its readers. */
export function breaksIn(next: z.ZodType): string[] {
  const schemaOf = (data: z.ZodType) => z.toJSONSchema(data, { io: 'input' });
  return schemaBreaks(schemaOf(bookLent.data), schemaOf(next));
}
