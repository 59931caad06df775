import { stringify } from 'yaml';

export const madeBy = '# Made by `./fairway generate` from observability/src.\n';

export function yamlOf(content: object): string {
  return stringify(content, { lineWidth: 0, indentSeq: true, singleQuote: true, aliasDuplicateObjects: false });
}
