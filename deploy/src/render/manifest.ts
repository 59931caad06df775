import { Document, isScalar, visit, type Node } from 'yaml';

/** One resource, and why its fields are as they are. */
export interface Manifest<Resource extends object = object> {
  readonly resource: Resource;
  /** By path, such as `spec.template.spec.terminationGracePeriodSeconds`; each becomes a comment above its field. */
  readonly reasons?: Readonly<Record<string, string>>;
}

const width = 118;

/**
 * The file as it is committed: keys in the order of the resource, reasons as comments.
 * @throws if a reason names a field that does not exist
 */
export function yamlOf({ resource, reasons = {} }: Manifest): string {
  const document = new Document(resource, { aliasDuplicateObjects: false });
  for (const [path, reason] of Object.entries(reasons)) {
    const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key.replaceAll('/', '.')));
    commentBefore(document, keys, path, reason);
  }
  // YAML 1.1 reads plain `on` and `yes` as booleans.
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && /^(?:[\d.]+|on|off|yes|no|y|n)$/i.test(node.value))
        node.type = 'QUOTE_SINGLE';
    },
  });
  return document.toString({ lineWidth: 0, indentSeq: true, flowCollectionPadding: false, singleQuote: true });
}

function commentBefore(document: Document, keys: (string | number)[], path: string, reason: string): void {
  const last = keys.at(-1);
  const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  const items = (parent as { items?: readonly unknown[] } | undefined)?.items ?? [];
  const item =
    typeof last === 'number'
      ? items[last]
      : items.find((pair) => (pair as { key?: { value?: unknown } }).key?.value === last);
  if (item === undefined) throw new Error(`There is no ${path} to explain by "${reason}".`);
  const node = (typeof last === 'number' ? item : (item as { key: unknown }).key) as Node;
  node.commentBefore = wrapped(reason, width - 2 * keys.length)
    .map((line) => ` ${line}`)
    .join('\n');
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
