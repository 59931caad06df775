import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseLogLine, renderLogLine } from '../src/logs/log-line.js';
import { plain } from '../src/command-line/style.js';
import { root } from './run-fairway.js';

// These report login attempts, not what was done to an account.
const attempts = /^(login_\w+|refresh_token_reused)$/;

it('the pattern in docs/guides/accounts.md finds every administrative event', () => {
  const [, pattern = ''] = /\| grep -E '(.+)'/.exec(readFileSync(join(root, 'docs/guides/accounts.md'), 'utf8')) ?? [];
  const folder = join(root, 'apps/auth-service/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const source = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const events = [/securityEvent\(\s*'(\w+)'/g, /^\s+(admin_\w+): '/gm].flatMap((form) =>
    [...source.matchAll(form)].map(([, event = '']) => event),
  );
  const acts = events.filter((event) => !attempts.test(event));
  expect(acts).toEqual(
    expect.arrayContaining([
      'admin_account_read',
      'admin_sessions_ended',
      'admin_password_replaced',
      'password_changed',
    ]),
  );
  const shown = (securityEvent: string) =>
    renderLogLine(parseLogLine('auth-service', JSON.stringify({ level: 'warn', securityEvent, msg: '' })), plain, [
      'auth-service',
    ]);
  expect(acts.filter((event) => !new RegExp(pattern).test(shown(event)))).toEqual([]);
});
