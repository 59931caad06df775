import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const terraform = join(import.meta.dirname, '../../../infra/terraform');

/** The value that a file of Terraform gives to a name, as it is written there: `10.1.0.0/16`, `null`, `{ min = 2, ... }`. */
export function valueIn(file: string, name: string): string {
  const value = new RegExp(`^\\s*${name}\\s*=\\s*(.*)$`, 'm').exec(readFileSync(join(terraform, file), 'utf8'))?.[1];
  if (value === undefined) throw new Error(`infra/terraform/${file} sets no ${name}.`);
  return value.replaceAll('"', '').trim();
}

/** The numbers of `{ min = 2, max = 5 }`. */
export function numbersIn(file: string, name: string): Record<string, number> {
  const pairs = valueIn(file, name).matchAll(/(\w+)\s*=\s*(\d+)/g);
  return Object.fromEntries([...pairs].map(([, key, number]) => [key, Number(number)]));
}
