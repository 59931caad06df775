import type { AccountDetails } from '@fairway/contracts';
import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import { renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';

export const adminDisable: Command<DoorOptions & { readonly account: string }, AccountDetails> = {
  async run({ account, ...options }, context) {
    const { url, credentials } = doorOf(options, context);
    return AdminApi.use(url, credentials, async (admin) => admin.disable(await admin.find(account)));
  },

  render: (account, style) =>
    `${renderAccount(account)}\n${style.green('✓')} disabled, its sessions ended; access tokens of them are valid for up to 5 minutes more\nnext: ./fairway admin enable ${account.id}`,
};
