import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['apps', 'bench', 'catalog', 'cli', 'deploy', 'domain', 'infra', 'packages'];

const allowed = [
  ['apps/a/src/main.ts', 'packages/service-kit/src/index.ts'],
  ['apps/a/src/parcels/parcels.service.ts', 'npm:@nestjs/common'],
  ['apps/a/src/parcels/parcel.ts', 'packages/contracts/src/index.ts'],
  ['catalog/src/services.ts', 'packages/contracts/src/index.ts'],
  ['packages/messaging/src/outbox.ts', 'packages/contracts/src/index.ts'],
  ['packages/service-kit/src/http/server.ts', 'npm:fastify'],
  ['cli/src/commands/main.ts', 'catalog/src/index.ts'],
  ['cli/src/commands/cost.ts', 'infra/src/index.ts'],
  ['cli/src/commands/smoke.ts', 'domain/src/index.ts'],
  ['domain/src/smoke-test.ts', 'catalog/src/index.ts'],
  ['cli/test/local-run.e2e-spec.ts', 'domain/test/platform.ts'],
  ['cli/test/cost.infra-spec.ts', 'infra/test/support/stack-runs.ts'],
  ['infra/src/access.ts', 'catalog/src/index.ts'],
  ['apps/c/src/main.ts', 'npm:fastify'],
  ['apps/c/test/beds.ts', 'packages/testing/src/index.ts'],
  ['apps/c/src/sum.spec.ts', 'npm:jose'],
] as const;

const refused = [
  ['no-app-imports-an-app', 'apps/a/src/client.ts', 'apps/b/src/main.ts'],
  ['nothing-else-imports-an-app', 'packages/service-kit/src/app.ts', 'apps/a/src/config.ts'],
  ['nothing-else-imports-an-app', 'cli/src/commands/config.ts', 'apps/a/src/config.ts'],
  ['no-import-upwards', 'packages/service-kit/src/tools.ts', 'cli/src/commands/tool.ts'],
  ['no-import-upwards', 'packages/service-kit/src/cost.ts', 'infra/src/index.ts'],
  ['no-import-upwards', 'packages/service-kit/src/parcel.ts', 'domain/src/index.ts'],
  ['no-import-upwards', 'apps/a/src/sample.ts', 'domain/src/index.ts'],
  ['no-import-upwards', 'domain/src/load.ts', 'cli/src/commands/tool.ts'],
  ['nothing-else-imports-an-app', 'domain/src/parcels.ts', 'apps/a/src/config.ts'],
  ['no-reach-past-a-package-edge', 'cli/src/commands/sample.ts', 'domain/src/sample.ts'],
  ['infra-and-deploy-know-no-service', 'infra/src/service.ts', 'packages/messaging/src/index.ts'],
  ['infra-and-deploy-know-no-service', 'deploy/src/service.ts', 'packages/messaging/src/index.ts'],
  ['no-import-upwards', 'infra/src/addons.ts', 'deploy/src/index.ts'],
  ['no-import-upwards', 'packages/contracts/src/bed.spec.ts', 'catalog/src/index.ts'],
  ['no-import-upwards', 'cli/src/instance/state.ts', 'cli/src/commands/up.ts'],
  ['no-import-upwards', 'cli/src/logs/tail.ts', 'cli/src/doctor/rows.ts'],
  ['no-room-without-a-floor', 'cli/src/attic/box.ts', 'cli/src/instance/state.ts'],
  ['no-import-upwards', 'packages/contracts/src/parcels.ts', 'packages/service-kit/src/index.ts'],
  ['no-import-upwards', 'catalog/src/topics.ts', 'packages/service-kit/src/index.ts'],
  ['messaging-knows-no-http', 'packages/messaging/src/http.ts', 'npm:fastify'],
  ['messaging-knows-no-http', 'packages/messaging/src/module.ts', 'npm:@nestjs/common'],
  ['domain-is-plain-typescript', 'apps/a/src/users/user.ts', 'npm:pg'],
  ['domain-is-plain-typescript', 'apps/a/src/carts/cart.ts', 'apps/a/src/carts/carts.repository.ts'],
  ['no-reach-past-a-package-edge', 'apps/a/src/problem.ts', 'packages/service-kit/src/http/problem.ts'],
  ['no-reach-past-a-package-edge', 'cli/src/commands/prices.ts', 'infra/src/cost/price-book.ts'],
  ['no-undeclared-dependency', 'apps/a/src/entity.ts', 'npm:typeorm'],
  ['no-undeclared-dependency', 'apps/a/test/entity.int-spec.ts', 'npm:typeorm'],
  ['no-dev-dependency-in-what-runs', 'apps/c/src/tokens.ts', 'npm:jose'],
  ['no-undeclared-workspace', 'apps/c/src/beds.ts', 'packages/testing/src/index.ts'],
  ['no-undeclared-workspace', 'apps/c/test/kit.int-spec.ts', 'packages/service-kit/src/index.ts'],
] as const;

let repository: string;
let broken: { rule: { name: string }; from: string }[];

beforeAll(async () => {
  repository = mkdtempSync(join(tmpdir(), 'fairway-direction-'));
  for (const folder of folders) mkdirSync(join(repository, folder));
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext" } }');
  const dependencies = { fastify: '*', '@nestjs/common': '*', pg: '*' };
  write('package.json', JSON.stringify({ name: 'fixture', type: 'module', dependencies }));
  write(
    'apps/c/package.json',
    JSON.stringify({ name: 'c', dependencies: { fastify: '*' }, devDependencies: { testing: '*', jose: '*' } }),
  );
  for (const name of ['testing', 'service-kit'])
    write(`packages/${name}/package.json`, JSON.stringify({ name, dependencies }));
  const imports = [...allowed, ...refused.map(([, from, to]) => [from, to] as const)];
  for (const [, to] of imports) if (!to.startsWith('npm:')) write(to, 'export const x = 1;\n');
  for (const [from, to] of imports) write(from, importOf(from, to));
  broken = await cruise();
});
afterAll(() => rmSync(repository, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
}

function importOf(from: string, to: string): string {
  const specifier = to.startsWith('npm:')
    ? to.slice('npm:'.length)
    : `${'../'.repeat(from.split('/').length - 1)}${to}`;
  return `import * as other from '${specifier}';\nexport const y = other;\n`;
}

async function cruise(): Promise<typeof broken> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cruiser, `--config=${join(root, '.dependency-cruiser.cjs')}`, '--output-type=json', ...folders];
  const report = await new Promise<string>((resolve) => {
    // Its exit code is the number of violations, which this test expects.
    execFile(process.execPath, args, { cwd: repository, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => resolve(stdout));
  });
  const { summary } = JSON.parse(report) as {
    summary: { violations: typeof broken; totalDependenciesCruised: number };
  };
  expect(summary.totalDependenciesCruised).toBeGreaterThanOrEqual(allowed.length + refused.length);
  return summary.violations;
}

const rulesBrokenBy = (path: string) => broken.filter(({ from }) => from === path).map(({ rule }) => rule.name);

describe('dependency direction', () => {
  it.each(allowed)('lets %s import %s', (from) => {
    expect(rulesBrokenBy(from)).toEqual([]);
  });

  it.each(refused)('%s: refuses that %s imports %s', (rule, from) => {
    expect(rulesBrokenBy(from)).toContain(rule);
  });
});
