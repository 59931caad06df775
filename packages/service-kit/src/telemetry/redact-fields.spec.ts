import { describe, expect, it } from 'vitest';
import { redactFields } from './redact-fields.js';

describe('redactFields', () => {
  it.each(['authorization', 'Authorization', 'password', 'refreshToken', 'accessToken', 'set-cookie', 'cookie'])(
    'masks %s at any depth',
    (name) => {
      const shown = JSON.stringify(
        redactFields({ [name]: 'hunter2', request: { list: [{ [name]: 'hunter2', a: 1 }] } }),
      );
      expect(shown).not.toContain('hunter2');
      expect(shown).toContain('"a":1');
    },
  );

  it('leaves other fields and the input object unchanged', () => {
    const given = { stockId: 'o-1', nested: { password: 'hunter2', count: 3 } };
    expect(redactFields(given)).toEqual({ stockId: 'o-1', nested: { password: '[redacted]', count: 3 } });
    expect(given.nested.password).toBe('hunter2');
  });

  it('terminates on a circular object', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle['self'] = circle;
    expect(JSON.stringify(redactFields(circle))).toContain('[too deep]');
  });
});
