import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const terraform = join(process.cwd(), 'infra', 'terraform');
const folders = globSync('{modules,stacks}/*', { cwd: terraform }).toSorted();
const textIn = (folder: string, pattern: string) =>
  globSync(pattern, { cwd: join(terraform, folder) })
    .map((file) => readFileSync(join(terraform, folder, file), 'utf8'))
    .join('\n');

/** Blocks such as `variable "name" { ... }`; in formatted HCL they end at the first brace at the start of a line. */
const blocks = (text: string, kind: string) =>
  [...text.matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n(.*?)^\\}`, 'gms'))].map(([, name = '', body = '']) => ({
    name,
    body,
  }));

describe.each(folders)('%s', (folder) => {
  const source = textIn(folder, '*.tf');
  const variables = blocks(source, 'variable');
  const isChecked = ({ body }: { body: string }) => /^ {2}validation \{/m.test(body);

  it('describes each variable and validates it', () => {
    const bare = variables.filter(({ body }) => !/^ {2}description\s+=/m.test(body) || !/^ {2}type\s+=/m.test(body));
    // Null, true and false are the only values of a bool.
    const unchecked = variables.filter(
      (variable) => !isChecked(variable) && !/^ {2}type\s+= bool$/m.test(variable.body),
    );
    expect([...bare, ...unchecked].map(({ name }) => name)).toEqual([]);
    expect(variables).not.toEqual([]);
  });

  it('tests that each validation rejects a bad value', () => {
    const expected = [...textIn(folder, 'tests/*.tftest.hcl').matchAll(/expect_failures\s*=\s*\[([^\]]*)\]/g)]
      .map(([, list = '']) => list)
      .join();
    const unseen = variables.filter(
      (variable) => isChecked(variable) && !new RegExp(`\\bvar\\.${variable.name}\\b`).test(expected),
    );
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });

  it('describes each output', () => {
    const outputs = blocks(source, 'output');
    expect(outputs.filter(({ body }) => !/^ {2}description\s+=/m.test(body)).map(({ name }) => name)).toEqual([]);
    expect(outputs).not.toEqual([]);
  });
});
