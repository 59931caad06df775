import { describe, expect, it } from 'vitest';
import { redactFields } from './redact-fields.js';

describe('redactFields', () => {
  it.each(['authorization', 'Authorization', 'password', 'refreshToken', 'accessToken', 'set-cookie', 'cookie'])(
    'masks %s, also deep inside',
    (name) => {
      const shown = JSON.stringify(
        redactFields({ [name]: 'hunter2', request: { list: [{ [name]: 'hunter2', a: 1 }] } }),
      );
      expect(shown).not.toContain('hunter2');
      expect(shown).toContain('"a":1');
    },
  );

  it('leaves other fields and the given object as they are', () => {
    const given = { orderId: 'o-1', nested: { password: 'hunter2', count: 3 } };
    expect(redactFields(given)).toEqual({ orderId: 'o-1', nested: { password: '[redacted]', count: 3 } });
    expect(given.nested.password).toBe('hunter2');
  });

  it('ends on a circle', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle['self'] = circle;
    expect(JSON.stringify(redactFields(circle))).toContain('[too deep]');
  });
});
