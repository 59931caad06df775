// Which way dependencies may point. Checked by `./fairway test checks`.
const { globSync, readFileSync } = require('node:fs');
const { dirname } = require('node:path');

const workspaces = globSync('{*,apps/*,packages/*}/package.json').map((path) => ({
  folder: dirname(path),
  ...JSON.parse(readFileSync(path, 'utf8')),
}));
const tests = '(?:/test/|\\.spec\\.ts$)';

/** npm links all workspaces, declared or not, so what each may import is read from its package.json. */
const declaredWorkspaces = ({ folder, name, dependencies = {}, devDependencies = {} }) =>
  [
    { from: { path: `^${folder}/`, pathNot: tests }, declared: { [name]: '*', ...dependencies } },
    { from: { path: `^${folder}.*${tests}` }, declared: { [name]: '*', ...dependencies, ...devDependencies } },
  ].map(({ from, declared }) => ({
    name: 'no-undeclared-workspace',
    comment: `Declare it in ${folder}/package.json: what is built and deployed follows from there.`,
    severity: 'error',
    from,
    to: { path: workspaces.filter((other) => !(other.name in declared)).map((other) => `^${other.folder}/`) },
  }));

// From the ground up. What is on a floor knows those below, and nothing beside it or above.
const floors = [
  // Anyone may depend on these, browsers and other teams included.
  ['packages/contracts', 'packages/errors'],
  ['packages/messaging', 'packages/local-servers', 'catalog'],
  ['packages/service-kit', 'packages/testkit'],
  ['apps/[^/]+'],
  ['infra', 'domain/src'],
  ['cli', 'bench'],
  // Tests of the whole platform.
  ['domain/test'],
];
const floorsOfCli = [
  ['command-line', 'http-json\\.ts'],
  ['instance', 'kafka', 'checks', 'repository'],
  ['logs', 'doctor', 'generate', 'public-api'],
  ['supervisor', 'journey', 'admin'],
  ['dead-letters'],
  ['commands'],
  ['program'],
  ['main\\.ts'],
];

// Any test may use them.
const forTests = '^(?:packages/(?:testkit|local-servers)|domain/test)/';

const noImportUpwards = (house, folder) =>
  house.flatMap((floor, level) => {
    const on = (rooms) => `^${folder}(${rooms.join('|')})(?:/|$)`;
    const own = `^${folder}$1(?:/|$)`;
    const rule = {
      name: 'no-import-upwards',
      comment: 'Move it down, or what it needs; the floors are listed above.',
      severity: 'error',
    };
    const beside = on(house.slice(level).flat());
    return [
      { ...rule, from: { path: on(floor), pathNot: tests }, to: { path: beside, pathNot: own } },
      { ...rule, from: { path: `${on(floor)}(?=.*${tests}|test/)` }, to: { path: beside, pathNot: [own, forTests] } },
    ];
  });

module.exports = {
  forbidden: [
    ...noImportUpwards(floors, ''),
    ...noImportUpwards(floorsOfCli, 'cli/src/'),
    {
      name: 'no-room-without-a-floor',
      comment: 'Give the folder its place in the list above.',
      severity: 'error',
      from: { path: '^cli/src/', pathNot: floorsOfCli.flat().map((room) => `^cli/src/${room}(?:/|$)`) },
      to: {},
    },
    {
      name: 'no-app-imports-an-app',
      comment: 'Services are deployed apart from each other; they meet over HTTP and topics only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing-else-imports-an-app',
      comment: 'An app is run, never imported; what two of them share is a package.',
      severity: 'error',
      from: { pathNot: '^apps/' },
      to: { path: '^apps/' },
    },
    {
      name: 'infra-knows-the-catalog-only',
      comment: 'What plans, judges and prices the AWS side runs without the services.',
      severity: 'error',
      from: { path: '^infra/src/' },
      to: { path: '^(apps|packages|domain|cli|bench)/', pathNot: '^packages/errors/' },
    },
    {
      name: 'messaging-knows-no-http',
      comment: 'Outbox, inbox and consumers work without a web framework, and are to stay publishable alone.',
      severity: 'error',
      from: { path: '^packages/messaging/src/' },
      to: {
        path: ['node_modules/@nestjs/', 'node_modules/fastify/', 'node_modules/@fastify/', '^packages/service-kit/'],
      },
    },
    {
      name: 'domain-is-plain-typescript',
      comment:
        'A file named like its folder in the singular (orders/order.ts) holds the rules of the business: no framework, no SQL, no I/O.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/([^/]+)s/\\1\\.ts$' },
      to: { pathNot: ['^packages/contracts/', '^(node:)?crypto$'] },
    },
    {
      name: 'no-reach-past-a-package-edge',
      comment:
        'What index.ts does not export may change at any time. Tests of the commands share what the tests of infra and domain build up.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+|catalog|infra|domain|cli|bench)/' },
      to: {
        path: '^(packages/[^/]+|catalog|infra|domain)/',
        pathNot: [
          '^$1/',
          '^(packages/[^/]+|catalog|infra|domain)/(dist/)?src/index\\.(ts|js)$',
          '^infra/test/support/',
          '^domain/test/',
        ],
      },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that need each other, if only for a type, cannot be understood apart.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared-dependency',
      comment:
        'It is there by the luck of hoisting; declare it in the workspace that uses it. The root declares vitest for all.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: 'node_modules/vitest/' },
    },
    {
      name: 'no-dev-dependency-in-what-runs',
      comment: 'A deployed service has its dependencies only.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    ...workspaces.flatMap(declaredWorkspaces),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:(?:apps|packages)/)?[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
