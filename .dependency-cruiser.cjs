// The allowed directions of dependencies. Checked by `./fairway test checks`.
const { globSync, readFileSync } = require('node:fs');
const { dirname } = require('node:path');

const workspaces = globSync('{*,apps/*,packages/*}/package.json').map((path) => ({
  folder: dirname(path),
  ...JSON.parse(readFileSync(path, 'utf8')),
}));
const tests = '(?:/test/|\\.spec\\.ts$)';

/** npm links all workspaces, declared or not, so the allowed imports of each are read from its package.json. */
const declaredWorkspaces = ({ folder, name, dependencies = {}, devDependencies = {} }) =>
  [
    { from: { path: `^${folder}/`, pathNot: tests }, declared: { [name]: '*', ...dependencies } },
    { from: { path: `^${folder}.*${tests}` }, declared: { [name]: '*', ...dependencies, ...devDependencies } },
  ].map(({ from, declared }) => ({
    name: 'no-undeclared-workspace',
    comment: `Declare it in ${folder}/package.json, which decides what is built and deployed.`,
    severity: 'error',
    from,
    to: { path: workspaces.filter((other) => !(other.name in declared)).map((other) => `^${other.folder}/`) },
  }));

// The floors, from the ground up. A folder may import from the floors below, but not from its own or those above.
const floors = [
  // Everyone may depend on these, including browsers and other teams.
  ['packages/contracts', 'packages/errors'],
  ['packages/messaging', 'packages/local-servers', 'packages/programs', 'catalog'],
  ['packages/service-kit', 'packages/testkit'],
  ['apps/[^/]+'],
  ['infra', 'observability', 'domain/src'],
  // Its add-ons read what infra hands over.
  ['deploy'],
  ['cli', 'bench'],
  // Tests of the whole platform.
  ['domain/test'],
];
const floorsOfCli = [
  ['command-line', 'http-json\\.ts'],
  ['repository'],
  ['instance', 'kafka', 'checks', 'adopt', 'github'],
  ['logs', 'doctor', 'generate', 'public-api', 'watch'],
  ['supervisor', 'journey', 'admin', 'telemetry', 'release'],
  ['dead-letters', 'scaffold'],
  ['commands'],
  ['program'],
  ['main\\.ts'],
];

// All tests may use them.
const forTests = '^(?:packages/(?:testkit|local-servers)|domain/test)/';

const noImportUpwards = (house, folder) =>
  house.flatMap((floor, level) => {
    const on = (rooms) => `^${folder}(${rooms.join('|')})(?:/|$)`;
    const own = `^${folder}$1(?:/|$)`;
    const rule = {
      name: 'no-import-upwards',
      comment: 'Move this module down, or what it needs; the floors are listed above.',
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
      comment: 'Add the folder to the list above.',
      severity: 'error',
      from: { path: '^cli/src/', pathNot: floorsOfCli.flat().map((room) => `^cli/src/${room}(?:/|$)`) },
      to: {},
    },
    {
      name: 'no-app-imports-an-app',
      comment: 'Services are deployed separately; they communicate only over HTTP and topics.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing-else-imports-an-app',
      comment: 'Apps are run, never imported; code that two of them share is a package.',
      severity: 'error',
      from: { pathNot: '^apps/' },
      to: { path: '^apps/' },
    },
    {
      name: 'infra-and-deploy-know-no-service',
      comment: 'The code that plans, judges and applies AWS and Kubernetes must run without the services.',
      severity: 'error',
      from: { path: '^(infra|deploy)/src/' },
      to: { path: '^(apps|packages|domain|cli|bench)/', pathNot: '^packages/(?:errors|programs)/' },
    },
    {
      name: 'messaging-knows-no-http',
      comment: 'Outbox, inbox and consumers work without a web framework, so that they can be published as a library.',
      severity: 'error',
      from: { path: '^packages/messaging/src/' },
      to: {
        path: ['node_modules/@nestjs/', 'node_modules/fastify/', 'node_modules/@fastify/', '^packages/service-kit/'],
      },
    },
    {
      name: 'domain-is-plain-typescript',
      comment:
        'A file named like its folder in the singular (orders/order.ts) contains business rules: no framework, no SQL, no I/O.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/([^/]+)s/\\1\\.ts$' },
      to: { pathNot: ['^packages/contracts/', '^(node:)?crypto$'] },
    },
    {
      name: 'no-reach-past-a-package-edge',
      comment:
        'What index.ts does not export may change at any time. Tests of the commands share the fixtures of infra, deploy and domain.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+|catalog|infra|deploy|domain|cli|bench)/' },
      to: {
        path: '^(packages/[^/]+|catalog|infra|deploy|domain)/',
        pathNot: [
          '^$1/',
          '^(packages/[^/]+|catalog|infra|deploy|domain)/(dist/)?src/index\\.(ts|js)$',
          '^(infra|deploy)/test/support/',
          '^domain/test/',
        ],
      },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that need each other, even if only for a type, cannot be understood separately.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared-dependency',
      comment:
        'It is only there because npm hoists packages; declare it in the workspace that uses it. The root declares vitest for all.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: 'node_modules/vitest/' },
    },
    {
      name: 'no-dev-dependency-in-what-runs',
      comment: 'A deployed service has only its own dependencies.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    ...workspaces.flatMap(declaredWorkspaces),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The peers of the benchmark are a package of their own, which most never install.
    exclude: { path: ['^(?:(?:apps|packages)/)?[^/]+/dist/', '^bench/peers/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
