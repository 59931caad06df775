import { AdminApi } from '../admin/admin-api.js';
import { type PlatformOption, platformAccess } from '../admin/platform-access.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';

export interface AdminEndSessionsResult extends AccountAt {
  readonly ended: number;
}

export const adminEndSessions: Command<PlatformOption & { readonly account: string }, AdminEndSessionsResult> = {
  async run({ account: asked, ...options }, context) {
    const access = platformAccess(options, context);
    return AdminApi.use(access, async (admin) => {
      const account = await admin.find(asked);
      return { platform: access.platform, account, ended: await admin.endSessions(account) };
    });
  },

  render({ ended, ...result }, style) {
    const outcome =
      ended === 0
        ? 'no sessions to end'
        : `ended ${counted(ended, 'session')}; their access tokens stay valid for up to 5 minutes`;
    return `${renderAccount(result)}\n${style.green('✓')} ${outcome}`;
  },
};
