import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['cli/src', 'bench/src', 'packages/*/src/*', ':!packages/contracts'];

// Names of the example. "In order", "the order of" and the like are English; `order id`, `an order` and `orders` are not.
const names =
  /orderId|\bOrders?[A-Z]|[a-z]Orders?\b|\border(?:s\b|[._-][a-z]|s?-service| id)|\b(?:an|each|one|sample|pending) orders?\b(?! of)|webhook|partner|analytic|notification\b|\bsku\b|event-processor|delivery\.(?:accepted|given)/i;

// Neither is "in order", in words or in names.
const english = /\w*in-?(?:key|commit)?order\b|orderable\w*|\bordered\b/gi;

it('the platform names nothing of the example', () => {
  const files = execFileSync('git', ['ls-files', '--', ...folders], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
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
  expect(files.length).toBeGreaterThan(200);
});
