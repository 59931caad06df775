import { AdminApi } from '../admin/admin-api.js';
import { platformAccess, type PlatformOption, urlOptionFor } from '../admin/platform-access.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';

export const adminDisable: Command<PlatformOption & { readonly account: string }, AccountAt> = {
  async run({ account, ...options }, context) {
    const access = platformAccess(options, context);
    return AdminApi.use(access, async (admin) => ({
      platform: access.platform,
      account: await admin.disable(await admin.find(account)),
    }));
  },

  render: (result, style) =>
    `${renderAccount(result)}\n${style.green('✓')} disabled and its sessions ended; its access tokens stay valid for up to 5 minutes\nnext: ./fairway admin enable ${result.account.id}${urlOptionFor(result.platform)}`,
};
