import type { AccountDetails } from '@fairway/contracts';
import { printableLine } from '../command-line/printable.js';
import type { Platform } from './platform-access.js';

/** An account and the platform that has it. */
export interface AccountAt {
  readonly platform: Platform;
  readonly account: AccountDetails;
}

export function renderAccount({
  platform,
  account: { id, email, name, roles, createdAt, disabledAt },
}: AccountAt): string {
  return [
    `● ${printableLine(email)}  ${printableLine(name)}`,
    ...('url' in platform ? [`  platform  ${platform.url}`] : []),
    `  id        ${id}`,
    `  roles     ${roles.join(', ')}`,
    `  opened    ${createdAt}`,
    `  disabled  ${disabledAt ?? 'no'}`,
  ].join('\n');
}
