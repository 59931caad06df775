import { randomBytes } from 'node:crypto';
import { AdminApi } from '../admin/admin-api.js';
import { type DoorOptions, doorOf } from '../admin/platform-door.js';
import type { Command } from '../command-line/context.js';
import { findInstance } from '../instance/instance.js';
import { replaceAdminPassword } from '../instance/secrets.js';

export interface AdminPasswordResult {
  readonly email: string;
  readonly newPassword: string;
  /** Where this machine keeps it; null for a platform elsewhere. */
  readonly keptIn: string | null;
}

export const adminPassword: Command<DoorOptions, AdminPasswordResult> = {
  async run(options, context) {
    const { url, credentials } = doorOf(options, context);
    const newPassword = randomBytes(18).toString('base64url');
    await AdminApi.use(url, credentials, (admin) => admin.changePassword(newPassword));
    if (options.url !== undefined) return { email: credentials.email, newPassword, keptIn: null };
    const instance = findInstance(context.root, options.instance);
    replaceAdminPassword(instance, newPassword);
    return { email: credentials.email, newPassword, keptIn: instance.secretsPath };
  },

  render({ email, newPassword, keptIn }, style) {
    const kept = keptIn === null ? 'Keep it in your password manager now: it is shown once.' : `It is kept in ${keptIn}.`;
    return `${style.green('✓')} ${email} has a new password, and all its sessions are over\n  ${newPassword}\n${kept}`;
  },
};
