import { allows, type Direction, type Policy } from './allows.js';
import type { Place, World } from './world.js';

/** `order-service -> auth-service TCP 3000`, with the names of places. */
export type Connection = `${string} -> ${string} ${'TCP' | 'UDP'} ${number}`;

/**
 * Connections that policies allow although they are not declared, or refuse although they are. Each direction is judged
 * by itself: the receiver refuses what no sender should send, and the sender may not send what a receiver would accept.
 */
export function* mistakesOf(
  policies: readonly Policy[],
  world: World,
  declared: ReadonlySet<Connection>,
): Generator<string> {
  for (const pod of world.pods)
    for (const peer of world.peers)
      for (const direction of ['Egress', 'Ingress'] as const) {
        const allowed = allows(policies, direction, pod.peer, peer.peer);
        const [from, to]: [Place, Place] = direction === 'Egress' ? [pod, peer] : [peer, pod];
        for (const { protocol, port } of world.ports) {
          const expected = declared.has(`${from.name} -> ${to.name} ${protocol} ${port}` as Connection);
          if (allowed({ protocol, port }) === expected) continue;
          yield describeMistake(direction, expected, `${from.description} -> ${to.description} ${protocol} ${port}`);
        }
      }
}

function describeMistake(direction: Direction, declared: boolean, connection: string): string {
  return declared
    ? `${connection} is declared, but no policy allows it (${direction})`
    : `${connection} is allowed by a policy, but not declared (${direction})`;
}
