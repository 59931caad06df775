import { FaultProxy, type TestService } from '@fairway/testkit';
import { serviceEnvironment } from '../../../cli/src/supervisor/service-environment.js';
import { aWhile, type Scene, untilAllRun, untilOrdersFlow, whileFaulty } from './scene.js';

const replicated = ['order-service', 'event-processor'] as const;

interface Replica {
  readonly name: (typeof replicated)[number];
  readonly service: TestService;
  /** Between the replica and PostgreSQL. */
  readonly proxy: FaultProxy;
}

/** A roll-out of a new version: of two replicas of each service, one at a time stops by SIGTERM and comes back. */
export function rollingReplicas(scene: Scene): Promise<void> {
  return withReplicas(scene, async (replicas) => {
    for (const { name, service } of replicas) {
      process.kill(scene.platform.pidOf(name), 'SIGTERM');
      await untilAllRun(scene);
      await service.stop();
      const exit = await service.exited;
      if (exit !== 0) throw new Error(`The second ${name} ended with ${exit} at SIGTERM.`);
      await service.restart();
    }
    await untilOrdersFlow(scene);
  });
}

/**
 * As the out-of-memory killer would, in the middle of work: handled records that were not committed to Kafka come
 * again.
 */
export function killedReplicas(scene: Scene): Promise<void> {
  return withReplicas(scene, async (replicas) => {
    for (let round = 0; round < 2; round += 1) {
      // A killed member keeps its partitions for the length of its session: until then its replica has nothing to lose.
      await untilOrdersFlow(scene);
      for (const { service } of replicas) await service.kill();
      for (const { service } of replicas) await service.restart();
    }
  });
}

/** PostgreSQL never answers one replica of each service; what that replica holds must not stop the other. */
export function silentReplica(scene: Scene): Promise<void> {
  return withReplicas(scene, async (replicas) => {
    await untilOrdersFlow(scene);
    await whileFaulty(
      async () => replicas.forEach(({ proxy }) => (proxy.answer = () => undefined)),
      () => aWhile(scene, 5_000, 14_000),
      async () => {
        for (const { proxy } of replicas) {
          proxy.answer = (chunk) => chunk;
          // Swallowed data leaves these connections out of step.
          proxy.cut();
        }
      },
    );
  });
}

async function withReplicas(scene: Scene, use: (replicas: readonly Replica[]) => Promise<void>): Promise<void> {
  const replicas: Replica[] = [];
  const { doors } = scene.clients;
  await whileFaulty(
    async () => {
      for (const name of replicated) replicas.push(await startReplica(scene, name));
      doors.push(...replicas.filter(({ name }) => name === 'order-service').map(({ service }) => service.url));
    },
    () => use(replicas),
    async () => {
      doors.splice(1);
      for (const { service, proxy } of replicas) {
        await service.stop();
        await proxy.stop();
      }
    },
  );
}

async function startReplica({ platform, testbed }: Scene, name: Replica['name']): Promise<Replica> {
  const proxy = await FaultProxy.before(platform.ports.postgres);
  const { PORT: _, MANAGEMENT_PORT: __, DATABASE_URL: url = '', ...environment } = serviceEnvironment(name, platform);
  const database = new URL(url);
  database.port = String(proxy.port);
  return { name, proxy, service: await testbed.service(name, { ...environment, DATABASE_URL: database.href }) };
}
