import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import { type AccountAt, renderAccount } from '../admin/render-account.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';

export interface AdminEndSessionsResult extends AccountAt {
  readonly ended: number;
}

export const adminEndSessions: Command<DoorOptions & { readonly account: string }, AdminEndSessionsResult> = {
  async run({ account: asked, ...options }, context) {
    const door = doorOf(options, context);
    return AdminApi.use(door, async (admin) => {
      const account = await admin.find(asked);
      return { platform: door.platform, account, ended: await admin.endSessions(account) };
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
