import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf, urlOptionFor } from '../admin/platform-door.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';

export const adminDisable: Command<DoorOptions & { readonly account: string }, AccountAt> = {
  async run({ account, ...options }, context) {
    const door = doorOf(options, context);
    return AdminApi.use(door, async (admin) => ({
      platform: door.platform,
      account: await admin.disable(await admin.find(account)),
    }));
  },

  render: (result, style) =>
    `${renderAccount(result)}\n${style.green('✓')} disabled and its sessions ended; its access tokens stay valid for up to 5 minutes\nnext: ./fairway admin enable ${result.account.id}${urlOptionFor(result.platform)}`,
};
