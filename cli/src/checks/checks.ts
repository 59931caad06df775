import { join } from 'node:path';

/** One rule that the repository must satisfy. */
export interface Check {
  readonly name: string;
  /** Arguments for the pinned Node. */
  readonly args: readonly string[];
  /** How to fix it. */
  readonly hint: string;
}

export function checks(root: string): Check[] {
  const dependency = (path: string) => join(root, 'node_modules', path);
  return [
    { name: 'build', args: [join(root, 'tools', 'build.mjs')], hint: 'Fix the source file that does not compile.' },
    {
      name: 'lint',
      args: [dependency('oxlint/bin/oxlint')],
      hint: 'The rules are in .oxlintrc.json; `npx oxlint --fix` fixes some violations.',
    },
    {
      name: 'format',
      args: [dependency('oxfmt/bin/oxfmt'), '--check'],
      hint: 'Run `npm run format`.',
    },
    {
      name: 'types',
      args: [dependency('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
      hint: 'Fix the type errors above.',
    },
    {
      name: 'lock file',
      args: [join(root, 'tools', 'check-lockfile.mjs')],
      hint: 'Run `npm install` to update package-lock.json, then commit the change.',
    },
    {
      name: 'security requirements',
      args: [join(root, 'tools', 'check-asvs.mjs')],
      hint: 'docs/security/asvs.md says where each requirement is met; correct the rows that your change affects.',
    },
    {
      name: 'dependency direction',
      args: [
        dependency('dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config=.dependency-cruiser.cjs',
        '--output-type=err-long',
        'apps',
        'bench',
        'catalog',
        'cli',
        'deploy',
        'domain',
        'infra',
        'observability',
        'packages',
      ],
      hint: '.dependency-cruiser.cjs explains what each rule protects.',
    },
    {
      name: 'unused code',
      // With --tsConfig, knip follows the `paths` of .mjs files, too, to sources instead of builds.
      args: [
        dependency('knip/bin/knip.js'),
        '--tsConfig=tsconfig.json',
        '--no-progress',
        '--treat-config-hints-as-errors',
      ],
      hint: 'Delete what is unused, or add its entry point to knip.jsonc. Add an unlisted dependency to the package.json of its workspace, and an unlisted program of the machine to ignoreBinaries.',
    },
    {
      name: 'generated files',
      args: [join(root, 'cli', 'dist', 'src', 'main.js'), 'generate', '--check'],
      hint: 'Run `npm run generate`, then commit the change.',
    },
  ];
}
