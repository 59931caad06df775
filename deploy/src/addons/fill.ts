import { FairwayError } from '@fairway/errors';
import { isScalar, parseAllDocuments, visit } from 'yaml';

// The collector fills `${env:NAME}` itself.
const placeholder = /\$\{((?:target|settings|images|network|data|cluster)(?:\.[\w-]+)+)\}/g;

/** The paths that a file names. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, path = '']) => path);
}

/**
 * The file with its placeholders filled. One that is the whole value may be of any type, such as a list.
 * @throws FairwayError prerequisite_missing for a value that does not exist or is null
 */
export function fill(text: string, file: string, values: object): string {
  const documents = parseAllDocuments(text);
  for (const document of documents) {
    visit(document, {
      Scalar(key, node) {
        if (key === 'key' || typeof node.value !== 'string' || !isScalar(node)) return undefined;
        const [path, ...others] = placeholdersOf(node.value);
        if (path === undefined) return undefined;
        if (others.length === 0 && node.value === `\${${path}}`)
          return document.createNode(valueAt(path, file, values));
        node.value = node.value.replaceAll(placeholder, (_, each: string) => String(valueAt(each, file, values)));
        return undefined;
      },
    });
  }
  return documents.map(String).join('');
}

function valueAt(path: string, file: string, values: object): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], values);
  if (value !== undefined && value !== null) return value;
  const [source] = path.split('.');
  throw new FairwayError('prerequisite_missing', `${file} needs ${path}, and there is no such value.`, {
    hint: `Apply the stack ${source} of this environment: what it hands over is older than these values. Nothing was changed.`,
  });
}
