import { randomBytes } from 'node:crypto';
import { AdminApi } from '../admin/admin-api.js';
import { type PlatformOption, platformAccess, type Platform } from '../admin/platform-access.js';
import type { Command } from '../command-line/context.js';
import { findInstance } from '../instance/instance.js';
import { adminEmail, replaceAdminPassword } from '../instance/secrets.js';

export interface AdminPasswordResult {
  readonly platform: Platform;
  readonly email: string;
  readonly newPassword: string;
  /**
   * The file that keeps the password on this machine; null for a remote platform, and for an administrator other than
   * the instance's own.
   */
  readonly keptIn: string | null;
}

export const adminPassword: Command<PlatformOption, AdminPasswordResult> = {
  async run(options, context) {
    const access = platformAccess(options, context);
    const newPassword = randomBytes(18).toString('base64url');
    return AdminApi.use(access, async (admin) => {
      await admin.changePassword(newPassword);
      const result = { platform: access.platform, email: admin.email, newPassword };
      if ('url' in access.platform || admin.email.toLowerCase() !== adminEmail) return { ...result, keptIn: null };
      const instance = findInstance(context.root, access.platform.instance);
      replaceAdminPassword(instance, newPassword);
      return { ...result, keptIn: instance.secretsPath };
    });
  },

  render({ platform, email, newPassword, keptIn }, style) {
    const kept =
      keptIn === null ? 'Store it in your password manager now: it is shown only once.' : `It is stored in ${keptIn}.`;
    const at = 'url' in platform ? ` at ${platform.url}` : '';
    return `${style.green('✓')} ${email}${at} has a new password, and all its sessions have ended\n  ${newPassword}\n${kept}`;
  },
};
