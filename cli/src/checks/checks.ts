import { join } from 'node:path';

/** One thing about the repository that holds or not. */
export interface Check {
  readonly name: string;
  /** Arguments of the pinned Node. */
  readonly args: readonly string[];
  /** How to fix it. */
  readonly hint: string;
}

export function checks(root: string): Check[] {
  const dependency = (path: string) => join(root, 'node_modules', path);
  return [
    { name: 'build', args: [join(root, 'tools', 'build.mjs')], hint: 'Fix the source that does not compile.' },
    {
      name: 'lint',
      args: [dependency('oxlint/bin/oxlint')],
      hint: 'Rules: .oxlintrc.json; some are fixed by `npx oxlint --fix`.',
    },
    {
      name: 'format',
      args: [dependency('oxfmt/bin/oxfmt'), '--check'],
      hint: '`npm run format` writes it as it should be.',
    },
    {
      name: 'types',
      args: [dependency('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
      hint: 'Fix the types named above.',
    },
    {
      name: 'lock file',
      args: [join(root, 'tools', 'check-lockfile.mjs')],
      hint: '`npm install` brings package-lock.json to what the workspaces say; commit what it changes.',
    },
    {
      name: 'security requirements',
      args: [join(root, 'tools', 'check-asvs.mjs')],
      hint: 'docs/security/asvs.md says where each is met: correct the rows that your change touches.',
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
        'domain',
        'infra',
        'packages',
      ],
      hint: 'Each rule says in .dependency-cruiser.cjs what it protects.',
    },
    {
      name: 'unused code',
      // Given its tsconfig, knip follows the `paths` there from .mjs files, too, to sources rather than builds.
      args: [
        dependency('knip/bin/knip.js'),
        '--tsConfig=tsconfig.json',
        '--no-progress',
        '--treat-config-hints-as-errors',
      ],
      hint: 'Delete what nothing uses, or name in knip.jsonc the entry through which it is used.',
    },
    {
      name: 'generated files',
      args: [join(root, 'cli', 'dist', 'src', 'main.js'), 'generate', '--check'],
      hint: '`npm run generate` renders them; commit what it changes.',
    },
  ];
}
