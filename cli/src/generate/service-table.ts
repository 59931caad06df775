import { defaultPortBase, serviceNames, services, topicOf, type DeclaredService } from '@fairway/catalog';
import type { EventType } from '@fairway/contracts';
import { markdownTable, renderSections } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

/** The table of services in the README. */
export function renderServiceTable(root: string): Rendering {
  const rows = serviceNames.map((name) => {
    const { portOffset, database, calls, produces, consumes, description }: DeclaredService = services[name];
    return [
      `[${name}](apps/${name}/README.md)`,
      String(defaultPortBase + portOffset),
      `${description}${database === null ? '' : ` (database \`${database}\`)`}`,
      calls.join(', ') || '-',
      eventList(produces),
      eventList(consumes),
    ];
  });
  return renderSections(root, 'README.md', {
    services: markdownTable(['service', 'port', 'owns', 'calls', 'produces', 'consumes'], rows),
  });
}

/** Groups events by topic: `users: user.registered, user.renamed`. */
function eventList(types: readonly EventType[]): string {
  const byTopic = Map.groupBy(types, topicOf);
  return [...byTopic].map(([topic, ofTopic]) => `\`${topic}\`: ${ofTopic.join(', ')}`).join('; ') || '-';
}
