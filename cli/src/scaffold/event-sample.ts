import type { EventDefinition } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { z } from 'zod';

/** What stands in the source for values that each event has of its own. */
export interface SampleSources {
  readonly uuid: string;
  readonly dateTime: string;
}

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/**
 * An expression for data of the event that its contract takes: for a first version, which a person then replaces.
 * @throws FairwayError usage, when the contract has a rule that this does not know
 */
export function sampleExpression(event: EventDefinition, sources: SampleSources): string {
  const schema = z.toJSONSchema(event.data, { io: 'input' }) as Schema;
  // The same walk with values in the place of the sources tells whether the contract takes it.
  const trial: unknown = JSON.parse(render(schema, JSON.stringify, { uuid: `"${uuid}"`, dateTime: `"${dateTime}"` }));
  const refusal = event.data.safeParse(trial).error;
  if (refusal !== undefined)
    throw new FairwayError('usage', `No sample of ${event.type} can be made up.`, {
      cause: z.prettifyError(refusal),
      hint: 'Give its properties examples in the contract (`.meta({ examples: [...] })`), and run this again.',
    });
  return render(schema, literal, sources);
}

const uuid = '0198c0de-7f3a-7000-8000-5ca1ab1e0001';
const dateTime = '2026-01-01T00:00:00.000Z';

type Written = (value: unknown) => string;

function render(schema: Schema, written: Written, sources: SampleSources): string {
  const { type, format, anyOf, items, properties = {}, required = [] } = schema;
  const [known = schema.enum?.[0]] = [schema.const];
  if (known !== undefined) return written(known);
  if (format === 'uuid') return sources.uuid;
  if (format === 'date-time') return sources.dateTime;
  if (type === 'object') {
    const fields = Object.entries(properties).filter(([name]) => required.includes(name));
    const quote = written === JSON.stringify ? JSON.stringify : (name: string) => name;
    return `{ ${fields.map(([name, inner]) => `${quote(name)}: ${render(inner, written, sources)}`).join(', ')} }`;
  }
  if (schema.examples?.[0] !== undefined) return written(schema.examples[0]);
  if (anyOf?.[0] !== undefined) return render(anyOf[0], written, sources);
  if (type === 'array' && items !== undefined && (schema.minItems ?? 0) > 0)
    return `[${render(items, written, sources)}]`;
  return written(plainValue(schema));
}

function plainValue({ type, format, minimum = 1 }: Schema): unknown {
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return Math.max(minimum, 1);
  return format === 'email' ? 'ada@example.com' : 'a text';
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'` : JSON.stringify(value);
}
