import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = [
  'apps/api-gateway',
  'cli/src',
  'cli/test',
  'bench/src',
  'infra/src',
  'packages/*/src/*',
  'catalog/src',
  'tools',
  // What declares the example.
  ':!packages/contracts/src/domain',
  ':!packages/contracts/src/http/openapi.generated.ts',
  ...['services', 'topics', 'databases', 'secrets', 'stand-ins'].map((file) => `:!catalog/src/${file}.ts`),
];

// Names of the example. "In order", "the order of" and the like are English; `order id`, `an order` and `orders` are not.
const names =
  /orderId|\bOrders?[A-Z]|[a-z]Orders?\b|\border(?:s\b|[._-][a-z]|s?-service| id)|\b(?:an|each|one|sample|pending) orders?\b(?! of)|webhook|partner|analytic|notification\b|\bsku\b|event-processor|delivery\.(?:accepted|given)/i;

// Nor are "in order", in words or in names, a border, the methods of a list called `order`, and what AWS calls a webhook.
const english =
  /\w*in-?(?:key|commit)?order\b|orderable\w*|\bborder\b|\bordered\b|\brecorder\b|\border\.indexOf|aws_codebuild_webhook/gi;

it('the platform names nothing of the example', () => {
  const files = execFileSync('git', ['ls-files', '--', ...folders], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /\.(?:ts|mjs)$/.test(path));
  const found = files.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        names.test(line.replace(english, '')) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(found, 'Name it in domain/ or in the app that owns it; the tools ask the domain for what they need').toEqual(
    [],
  );
  expect(files.length).toBeGreaterThan(400);
});
