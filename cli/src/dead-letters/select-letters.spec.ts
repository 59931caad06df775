import { describe, expect, it } from 'vitest';
import type { DeadLetter } from './dead-letter.js';
import { matching, planReplay } from './select-letters.js';

const now = Date.parse('2026-01-01T12:00:00Z');
let next = 0;
function letter(facts: Partial<DeadLetter> = {}): DeadLetter {
  next += 1;
  return {
    id: `stock.dlq/0/${next}`,
    place: 'stock.dlq',
    origin: `stock/0/${next}`,
    topic: 'stock',
    key: `key-${next}`,
    consumer: 'shipment-worker',
    cause: 'TypeError: boom',
    attempts: 5,
    at: new Date(now - 60_000),
    eventId: null,
    eventType: null,
    happenedAt: null,
    parked: false,
    replays: 0,
    obstacle: undefined,
    ...facts,
  };
}

describe('a filter', () => {
  it('selects by topic, by age, and by the cause, either verbatim or as listed', () => {
    const [order, user, old] = [
      letter({ cause: 'item 17 is bad' }),
      letter({ topic: 'users' }),
      letter({ at: new Date(now - 7_200_000) }),
    ];
    const all = [order, user, old];
    expect(matching(all, { topic: 'users' }, now)).toEqual([user]);
    expect(matching(all, { sinceMs: 3_600_000 }, now)).toEqual([order, user]);
    expect(matching(all, { cause: 'ITEM 17' }, now)).toEqual([order]);
    expect(matching(all, { cause: 'item <n>' }, now)).toEqual([order]);
  });
});

describe('a replay', () => {
  const plan = (...[open, filter, options]: Parameters<typeof planReplay>) => {
    const { selected, held } = planReplay(open, filter, { now, ...options });
    return { selected: selected.map(({ letters }) => letters), held };
  };

  it('holds back events behind an unselected event of their key, and no others', () => {
    const front = letter({ key: 'a', cause: 'other' });
    const [behind, elsewhere] = [letter({ key: 'a', consumer: 'stock-service' }), letter({ key: 'b' })];
    expect(plan([front, behind, elsewhere], { cause: 'boom' })).toEqual({
      selected: [[elsewhere]],
      held: [{ letter: behind, reason: expect.stringContaining(`behind ${front.id}`) }],
    });
  });

  it('includes events that were parked behind a selected event, whatever the filter', () => {
    const [front, parked] = [
      letter({ key: 'a' }),
      letter({ key: 'a', parked: true, cause: 'KeyParkedError: parked behind event 1' }),
    ];
    expect(plan([front, parked], { cause: 'boom' })).toEqual({ selected: [[front], [parked]], held: [] });
  });

  it('sends an event once even if two services gave it up for different reasons', () => {
    const one = letter();
    const other = letter({ ...one, id: 'stock.dlq/0/other', consumer: 'stock-service', cause: 'other' });
    expect(plan([one, other], { cause: 'boom' })).toEqual({ selected: [[one, other]], held: [] });
  });

  it('refuses events that came back three times, and those behind them, unless forced', () => {
    const [looping, behind] = [letter({ key: 'a', replays: 3 }), letter({ key: 'a' })];
    const { selected, held } = plan([looping, behind], {});
    expect(selected).toEqual([]);
    expect(held.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('--force'),
      expect.stringContaining(looping.id),
    ]);
    expect(plan([looping, behind], {}, { force: true }).selected).toEqual([[looping], [behind]]);
  });

  it("refuses events that are older than the services' inbox memory, unless forced", () => {
    const day = 86_400_000;
    const [old, young] = [
      letter({ happenedAt: new Date(now - 30 * day - 1) }),
      letter({ happenedAt: new Date(now - 30 * day) }),
    ];
    expect(plan([old, young], {})).toEqual({
      selected: [[young]],
      held: [{ letter: old, reason: expect.stringContaining('process it twice') }],
    });
    expect(plan([old, young], {}, { force: true }).selected).toEqual([[old], [young]]);
  });

  it('selects at most the given number, oldest first', () => {
    const letters = [letter({ key: 'a' }), letter({ key: 'b' }), letter({ key: 'a' })];
    expect(plan(letters, { max: 2 }).selected).toEqual(letters.slice(0, 2).map((one) => [one]));
  });

  it('treats events without a key independently', () => {
    const [stuck, free] = [letter({ key: null, obstacle: 'cut' }), letter({ key: null })];
    expect(plan([stuck, free], {}).selected).toEqual([[free]]);
  });
});
