import type { SessionView } from '@fairway/contracts';
import { AdminApi } from '../admin/admin-api.js';
import { platformAccess, type PlatformOption, urlOptionFor } from '../admin/platform-access.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';
import { printableCell } from '../command-line/printable.js';
import { table } from '../command-line/table.js';

export interface AdminShowResult extends AccountAt {
  readonly sessions: readonly SessionView[];
}

export const adminShow: Command<PlatformOption & { readonly account: string }, AdminShowResult> = {
  async run({ account: asked, ...options }, context) {
    const access = platformAccess(options, context);
    return AdminApi.use(access, async (admin) => {
      const account = await admin.find(asked);
      return { platform: access.platform, account, sessions: await admin.listSessions(account) };
    });
  },

  render({ sessions, ...result }) {
    const rows = sessions.map(({ id, createdAt, lastUsedAt, expiresAt, client }) => [
      id,
      createdAt,
      lastUsedAt,
      expiresAt,
      printableCell(client ?? '-'),
    ]);
    const list =
      sessions.length === 0
        ? 'no sessions'
        : table([['session', 'signed in', 'last refresh', 'ends', 'client'], ...rows]);
    // Only the administrator's own account includes this command's session.
    const own = sessions.some(({ current }) => current);
    const verbs =
      result.account.disabledAt !== null ? ['enable'] : own ? ['end-sessions'] : ['end-sessions', 'disable'];
    const next = verbs.map((verb) => `./fairway admin ${verb} ${result.account.id}${urlOptionFor(result.platform)}`);
    return `${renderAccount(result)}\n\n${list}\nnext: ${next.join(' · ')}`;
  },
};
