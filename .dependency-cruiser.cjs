// Which way dependencies may point. Checked by `./fairway test checks`.

module.exports = {
  forbidden: [
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
      name: 'no-package-imports-the-tools-around-it',
      comment: 'The command line and the benchmark know the packages, not the other way round.',
      severity: 'error',
      from: { path: '^(packages|catalog|apps)/' },
      to: { path: '^(cli|bench)/' },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'Everybody depends on the contracts, browsers and other teams included; they depend on nobody here.',
      severity: 'error',
      from: { path: '^packages/contracts/' },
      to: { path: '^(apps|packages|catalog|cli|bench)/', pathNot: '^packages/contracts/' },
    },
    {
      name: 'catalog-knows-contracts-only',
      comment: 'The catalogue is data for tools of every kind; what it imports, all of them carry along.',
      severity: 'error',
      from: { path: '^catalog/' },
      to: { path: '^(apps|packages|cli|bench)/', pathNot: '^packages/contracts/' },
    },
    {
      name: 'messaging-knows-no-http',
      comment: 'Outbox, inbox and consumers work without a web framework, and are to stay publishable alone.',
      severity: 'error',
      from: { path: '^packages/messaging/src/' },
      to: { path: ['node_modules/@nestjs/', 'node_modules/fastify/', 'node_modules/@fastify/', '^packages/service-kit/'] },
    },
    {
      name: 'domain-is-plain-typescript',
      comment: 'A file named like its folder in the singular (orders/order.ts) holds the rules of the business: no framework, no SQL, no I/O.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/([^/]+)s/\\1\\.ts$' },
      to: { pathNot: ['^packages/contracts/', '^(node:)?crypto$'] },
    },
    {
      name: 'no-reach-past-a-package-edge',
      comment: 'What index.ts does not export may change at any time.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+|catalog|cli|bench)/' },
      to: { path: '^(packages/[^/]+|catalog)/', pathNot: ['^$1/', '^(packages/[^/]+|catalog)/(dist/)?src/index\\.(ts|js)$'] },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that need each other cannot be understood, tested or loaded apart.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'It is there by the luck of hoisting; declare it in the workspace that uses it.',
      severity: 'error',
      from: { pathNot: '(/test/|\\.(spec|config)\\.ts$)' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'], mainFields: ['module', 'main'] },
  },
};
