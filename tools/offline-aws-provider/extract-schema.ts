// Extracts the schema of the types in types.json from the npm package @cdktn/provider-aws and writes
// provider/schema.gz. Run it by hand for a new version of the provider:
// node tools/offline-aws-provider/extract-schema.ts
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBinding } from './extraction/binding-source.ts';
import { schemaOf } from './extraction/schema-block.ts';
import { markSensitive } from './extraction/sensitive.ts';
import { fillStatement } from './extraction/wafv2-statement.ts';

const bindings = '@cdktn/provider-aws@25.7.0';
const here = import.meta.dirname;

interface Types {
  resources: string[];
  data_sources: string[];
}

const types = JSON.parse(readFileSync(join(here, 'types.json'), 'utf8')) as Types;
const folder = mkdtempSync(join(tmpdir(), 'provider-bindings-'));
try {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', bindings, '--json'], { cwd: folder, encoding: 'utf8' })) as [
    { filename: string },
  ];
  execFileSync('tar', ['xzf', packed.filename, '--exclude=*.d.ts', '--exclude=.jsii'], { cwd: folder });
  const library = join(folder, 'package', 'lib');
  const lines = extract(library, types);
  // One line per type, so that the provider parses only those that a command uses. A fixed compression level and no
  // file time: the same bindings give the same bytes.
  writeFileSync(join(here, 'provider', 'schema.gz'), gzipSync(lines.join('\n'), { level: 9 }));
  console.log(
    `provider/schema.gz: ${types.resources.length} resource types, ${types.data_sources.length} data sources of ${bindings}.`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** `<kind> <type> <block>`, where the block has the layout of `terraform providers schema -json`. */
function extract(library: string, wanted: Types): string[] {
  const found = { resource: new Map<string, string>(), data: new Map<string, string>() };
  for (const name of readdirSync(library)) {
    if (name === 'provider' || name.startsWith('ephemeral-') || !existsSync(join(library, name, 'index.js'))) continue;
    const type = /tfResourceType = "(\w+)"/.exec(bindingText(library, name))?.[1];
    if (type !== undefined) found[name.startsWith('data-aws-') ? 'data' : 'resource'].set(type, name);
  }
  const block = (name: string) => schemaOf(readBinding(bindingText(library, name)));
  const line = (kind: 'resource' | 'data', type: string) => {
    const name = found[kind].get(type);
    if (name === undefined)
      throw new Error(`types.json names the ${kind} ${type}, which ${bindings} does not contain.`);
    const schema =
      type === 'aws_wafv2_web_acl' && kind === 'resource'
        ? fillStatement(block(name), block('wafv2-web-acl-rule'))
        : block(name);
    return `${kind} ${type} ${JSON.stringify(sorted(markSensitive(`${kind}.${type}`, schema)))}`;
  };
  return [
    `provider aws ${JSON.stringify(sorted(block('provider')))}`,
    ...wanted.resources.map((type) => line('resource', type)),
    ...wanted.data_sources.map((type) => line('data', type)),
  ];
}

/** The code of a binding; large ones keep their structs in files of a sub-folder. */
function bindingText(library: string, name: string): string {
  return globSync('**/*.js', { cwd: join(library, name) })
    .toSorted()
    .map((file) => readFileSync(join(library, name, file), 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, ''))
    .join('\n');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
