import type { AccountDetails } from '@fairway/contracts';
import { printable } from '../command-line/printable.js';

export function renderAccount({ id, email, name, roles, createdAt, disabledAt }: AccountDetails): string {
  return [
    `● ${printable(email)}  ${printable(name)}`,
    `  id        ${id}`,
    `  roles     ${roles.join(', ')}`,
    `  opened    ${createdAt}`,
    `  disabled  ${disabledAt ?? 'no'}`,
  ].join('\n');
}
