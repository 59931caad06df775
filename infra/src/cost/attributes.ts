import { FairwayError } from '@fairway/errors';
import type { Resource } from '../plan/plan.js';

type Values = Resource['values'];

export function textOf({ address, values }: Pick<Resource, 'address' | 'values'>, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw lacks(address, name, 'a text');
}

export function numberOf({ address, values }: Pick<Resource, 'address' | 'values'>, name: string): number {
  const value = values[name];
  if (typeof value === 'number') return value;
  throw lacks(address, name, 'a number');
}

/** The elements of a list or set of texts, such as subnet ids. */
export function textsOf({ address, values }: Pick<Resource, 'address' | 'values'>, name: string): string[] {
  const value = values[name];
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')) return value;
  throw lacks(address, name, 'a list of texts');
}

/** Nested blocks whose attributes can be read; Terraform writes even a single block as a list. */
export function blocksOf(
  { address, values }: Pick<Resource, 'address' | 'values'>,
  name: string,
): Pick<Resource, 'address' | 'values'>[] {
  const blocks = values[name];
  if (!Array.isArray(blocks)) return [];
  return blocks.map((block: Values, index) => ({ address: `${address}.${name}[${index}]`, values: block }));
}

export function blockOf(
  resource: Pick<Resource, 'address' | 'values'>,
  name: string,
): Pick<Resource, 'address' | 'values'> {
  const [block] = blocksOf(resource, name);
  if (block === undefined) throw lacks(resource.address, name, 'a block');
  return block;
}

function lacks(address: string, name: string, expected: string): FairwayError {
  return new FairwayError('failed', `${address} cannot be priced: its ${name} is not ${expected}.`, {
    hint: 'Correct the resource, or the pricer of its type in infra/src/cost/pricers.',
  });
}
