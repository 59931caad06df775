import { afterAll, beforeAll, describe, expect } from 'vitest';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy } from '../src/apply/deploy.js';
import { resolveDigest } from '../src/apply/registry.js';
import { requireCluster } from '../src/cluster/cluster.js';
import { repositoryOf } from '../src/image/image-names.js';
import { revisionOf } from '../src/image/revision.js';
import { signUp } from './support/load.js';
import { container, type Patch, patchOverlay, replace } from './support/overlay-patch.js';
import { deployPlatform, type Gateway, podsOf, requirePlatform } from './support/platform.js';
import { it, onCluster, root } from './support/test-cluster.js';

const service = 'order-service';
/** A missing image stops the others before: at their migrations. */
const withoutMigration = 'api-gateway';

/** Deploys a copy of the manifests in which something is broken. */
async function deployBroken(patches: readonly Patch[], images: Readonly<Record<string, string>> = {}) {
  const copy = mkdtempSync(join(tmpdir(), 'fairway-deploy-'));
  try {
    cpSync(join(root, 'deploy', 'kubernetes'), join(copy, 'deploy', 'kubernetes'), { recursive: true });
    patchOverlay(copy, patches);
    const cluster = requireCluster(root);
    await deploy({
      root: copy,
      environment: 'local',
      target: cluster,
      env: process.env,
      stopping: new AbortController().signal,
      progress: () => {},
      resolveImage: async (name) =>
        images[name] ?? (await resolveDigest(cluster.registry, repositoryOf(name), revisionOf(root).tag)),
    });
  } finally {
    rmSync(copy, { recursive: true });
  }
}

let gateway: Gateway;

onCluster(beforeAll, async () => {
  gateway = await requirePlatform();
});

// Files that follow deploy where something is broken; a cluster of the user's gets its platform back here.
onCluster(afterAll, async ({ isOurs }) => {
  if (!isOurs) await deployPlatform();
});

/** Kubernetes gives up a rollout that makes no progress for so long. */
const deadline = { '/spec/progressDeadlineSeconds': 20 };

describe('a deployment stops, the old version keeps serving, and the message says what to do:', () => {
  const failures: {
    title: string;
    patches: Patch[];
    images?: Record<string, string>;
    message: string;
    cause: RegExp;
  }[] = [
    {
      title: 'an image that the registry does not have',
      patches: [replace('Deployment', withoutMigration, deadline)],
      images: { [withoutMigration]: `localhost:16500/${repositoryOf(withoutMigration)}@sha256:${'0'.repeat(64)}` },
      message: `${withoutMigration} failed. Its old version keeps serving.`,
      cause: new RegExp(`Pod ${withoutMigration}-\\S+: (ErrImagePull|ImagePullBackOff)`),
    },
    {
      title: 'a pod that never becomes ready',
      patches: [
        replace('Deployment', service, {
          ...deadline,
          [`${container}/startupProbe/httpGet/path`]: '/health/never',
        }),
      ],
      message: `${service} failed. Its old version keeps serving.`,
      cause: new RegExp(`Pod ${service}-\\S+: running, but not ready\\.\nIts last log lines:\n`),
    },
    {
      title: 'a migration that fails',
      patches: [
        replace('Job', `${service}-migration`, {
          '/spec/backoffLimit': 0,
          [`${container}/args`]: ['--eval', 'console.error("the column exists already"); process.exit(3)'],
        }),
      ],
      message: `${service}-migration failed. No service was changed.`,
      cause: /Error with exit code 3\.\nIts last log lines:\nthe column exists already/,
    },
  ];

  it.for(failures)('$title', async ({ patches, images, message, cause }) => {
    const before = await podsOf(service);
    await expect(deployBroken(patches, images)).rejects.toMatchObject({
      message,
      cause: expect.stringMatching(cause) as string,
      hint: expect.stringContaining('kubectl describe') as string,
    });
    expect(await podsOf(service)).toEqual(expect.arrayContaining(before));
    await signUp(gateway); // through the gateway and auth-service, as before
  });
});
