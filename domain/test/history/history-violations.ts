import { figureViolations, notificationViolations, partnerViolations } from './effect-checks.js';
import { handlingViolations, topicViolations } from './event-checks.js';
import type { History, PlatformFacts } from './history.js';
import { knowledgeOf } from './knowledge.js';
import { orderViolations, visibilityViolations } from './order-checks.js';

/**
 * Every contradiction between the platform at rest and the answers of its clients, as sentences that begin with the
 * order and what is known about it. An empty list means that every promise held.
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
