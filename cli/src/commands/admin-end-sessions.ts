import type { AccountDetails } from '@fairway/contracts';
import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import { renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';

export interface AdminEndSessionsResult {
  readonly account: AccountDetails;
  readonly ended: number;
}

export const adminEndSessions: Command<DoorOptions & { readonly account: string }, AdminEndSessionsResult> = {
  async run({ account: asked, ...options }, context) {
    const { url, credentials } = doorOf(options, context);
    return AdminApi.use(url, credentials, async (admin) => {
      const account = await admin.find(asked);
      return { account, ended: await admin.endSessions(account) };
    });
  },

  render: ({ account, ended }, style) =>
    `${renderAccount(account)}\n${style.green('✓')} ended ${counted(ended, 'session')}; access tokens of them are valid for up to 5 minutes more`,
};
