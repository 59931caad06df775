import { figureViolations, notificationViolations, partnerViolations } from './effect-checks.js';
import { handlingViolations, topicViolations } from './event-checks.js';
import type { History, PlatformFacts } from './history.js';
import { knowledgeOf } from './knowledge.js';
import { orderViolations, visibilityViolations } from './order-checks.js';

/**
 * Every way in which the platform at rest contradicts what its clients were told, as sentences that begin with the order
 * and what is known about it; none means that every promise held.
 */
export function historyViolations(history: History, facts: PlatformFacts): string[] {
  const knowledge = knowledgeOf(history, facts);
  return [
    ...orderViolations(knowledge),
    ...visibilityViolations(knowledge),
    ...topicViolations(knowledge),
    ...handlingViolations(knowledge),
    ...partnerViolations(knowledge),
    ...notificationViolations(knowledge),
    ...figureViolations(knowledge),
  ];
}
