import { settledLettersTopic } from '@fairway/catalog';
import type { OutgoingRecord } from '@fairway/messaging';
import { z } from 'zod';
import type { TopicReader } from '../kafka/topic-reader.js';

/** What was done about a letter of a topic, by whom. */
const settlementSchema = z.object({
  /** A topic that was deleted and created again starts at offset 0 with other letters. */
  topicId: z.string(),
  outcome: z.enum(['replayed', 'discarded']),
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string().optional(),
});
export type Settlement = z.infer<typeof settlementSchema>;

/** The marks of all letters that are settled, by the letter's id. What is no mark must not stop the work: it is named to `warn`. */
export async function readSettlements(reader: TopicReader, warn: (line: string) => void): Promise<Map<string, Settlement>> {
  const settled = new Map<string, Settlement>();
  for await (const records of reader.read(await reader.ranges([settledLettersTopic.name]))) {
    for (const { topic, partition, offset, key, value } of records) {
      const settlement = settlementIn(value);
      if (key === null || settlement === undefined) warn(`${topic}[${partition}] @ ${offset} is no mark of a settled letter, so it counts for nothing`);
      else settled.set(key.toString(), settlement);
    }
  }
  return settled;
}

function settlementIn(value: Buffer | null): Settlement | undefined {
  try {
    return settlementSchema.parse(JSON.parse(value?.toString() ?? ''));
  } catch {
    return undefined;
  }
}

export function settlementRecord(id: string, settlement: Settlement): OutgoingRecord {
  return { topic: settledLettersTopic.name, key: Buffer.from(id), value: Buffer.from(JSON.stringify(settlement)), headers: [] };
}
