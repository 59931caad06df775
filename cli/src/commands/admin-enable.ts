import { AdminApi } from '../admin/admin-api.js';
import { type PlatformOption, platformAccess } from '../admin/platform-access.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';

export const adminEnable: Command<PlatformOption & { readonly account: string }, AccountAt> = {
  async run({ account, ...options }, context) {
    const access = platformAccess(options, context);
    return AdminApi.use(access, async (admin) => ({
      platform: access.platform,
      account: await admin.enable(await admin.find(account)),
    }));
  },

  render: (result, style) => `${renderAccount(result)}\n${style.green('✓')} can log in again`,
};
