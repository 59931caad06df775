import type { AccountDetails, SessionView } from '@fairway/contracts';
import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import { renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';
import { printable } from '../command-line/printable.js';
import { table } from '../command-line/table.js';

export interface AdminShowResult {
  readonly account: AccountDetails;
  readonly sessions: readonly SessionView[];
}

export const adminShow: Command<DoorOptions & { readonly account: string }, AdminShowResult> = {
  async run({ account: asked, ...options }, context) {
    const { url, credentials } = doorOf(options, context);
    return AdminApi.use(url, credentials, async (admin) => {
      const account = await admin.find(asked);
      return { account, sessions: await admin.listSessions(account) };
    });
  },

  render({ account, sessions }) {
    const rows = sessions.map(({ id, createdAt, lastUsedAt, expiresAt, client }) => [id, createdAt, lastUsedAt, expiresAt, printable(client ?? '-')]);
    const list = sessions.length === 0 ? 'no sessions' : table([['session', 'signed in', 'last refresh', 'ends', 'client'], ...rows]);
    return `${renderAccount(account)}\n\n${list}\nnext: ./fairway admin end-sessions ${account.id} · ./fairway admin disable ${account.id}`;
  },
};
