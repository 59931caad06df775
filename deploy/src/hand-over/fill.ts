import { FairwayError } from '@fairway/errors';
import { isScalar, parseAllDocuments, visit } from 'yaml';

// The collector fills `${env:NAME}` itself.
const placeholder = /\$\{((?:target|settings|images|network|data|cluster)(?:\.[\w-]+)+)\}/g;

/** The paths that a file names. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, path = '']) => path);
}

/**
 * The text of a YAML file with its placeholders filled. One that is the whole value may be of any type, such as a list.
 * @param missing decides about a value that does not exist or is null, by its path
 */
export function fill(text: string, values: object, missing: (path: string) => unknown): string {
  const valueOf = (path: string) => valueAt(path, values) ?? missing(path);
  const documents = parseAllDocuments(text);
  for (const document of documents) {
    visit(document, {
      Scalar(key, node) {
        if (key === 'key' || typeof node.value !== 'string' || !isScalar(node)) return undefined;
        const [path, ...others] = placeholdersOf(node.value);
        if (path === undefined) return undefined;
        if (others.length === 0 && node.value === `\${${path}}`) {
          const value = valueOf(path);
          // The walk also visits the node just written; filling it again would never end.
          return value === node.value ? undefined : document.createNode(value);
        }
        node.value = node.value.replaceAll(placeholder, (_, each: string) => String(valueOf(each)));
        return undefined;
      },
    });
  }
  return documents.map(String).join('');
}

function valueAt(path: string, values: object): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], values);
}

/** For a value that no stack hands over. */
export function missingValue(what: string, path: string): FairwayError {
  const [source] = path.split('.');
  return new FairwayError('prerequisite_missing', `${what} needs ${path}, and there is no such value.`, {
    hint: `Apply the stack ${source} of this environment: what it hands over is older than this file. Nothing was changed.`,
  });
}
