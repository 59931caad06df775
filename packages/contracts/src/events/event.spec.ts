import { expect, it } from 'vitest';
import { idOfOnly } from './event.js';

const aggregates = ['0198f0a1-7c3b-7d4e-8f5a-6b7c8d9e0f10', '0198f0a1-7c3c-7d4e-8f5a-6b7c8d9e0f10'];

it('an event that happens once has the same id each time, another one than other events of its aggregate', () => {
  const ids = aggregates.flatMap((id) => [id, idOfOnly('thing.done', id), idOfOnly('thing.undone', id)]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(aggregates.map((id) => idOfOnly('thing.done', id))).toEqual([ids[1], ids[4]]);
  // A UUID of the same version, at the same place in an index.
  for (const [index, id] of ids.entries()) expect(id.slice(0, 24)).toBe(aggregates[index < 3 ? 0 : 1]?.slice(0, 24));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('its id is known to those who stored it: it never changes', () => {
  expect(idOfOnly('thing.done', aggregates[0] ?? '')).toMatchInlineSnapshot(`"0198f0a1-7c3b-7d4e-8f5a-11d309b9984b"`);
});
