import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';

export const adminEnable: Command<DoorOptions & { readonly account: string }, AccountAt> = {
  async run({ account, ...options }, context) {
    const door = doorOf(options, context);
    return AdminApi.use(door, async (admin) => ({
      platform: door.platform,
      account: await admin.enable(await admin.find(account)),
    }));
  },

  render: (result, style) => `${renderAccount(result)}\n${style.green('✓')} can log in again`,
};
