import { type Catalog, topicsCarrying } from '@fairway/catalog';

/** How events flow, according to the catalogue. */
export class EventMap {
  readonly #catalog: Pick<Catalog, 'services' | 'topics'>;
  readonly #entityKey: string;

  constructor(catalog: Pick<Catalog, 'services' | 'topics'>, entityName: string) {
    this.#catalog = catalog;
    this.#entityKey = `${entityName} id`;
  }

  /** Whether records of the topic have the entity's id as their key. */
  isKeyedByEntity(topic: string): boolean {
    return this.#catalog.topics[topic]?.key === this.#entityKey;
  }

  topicOf(type: string): string {
    return topicsCarrying([type], this.#catalog.topics)[0] ?? 'that carries it';
  }

  consumersOf(type: string): string[] {
    return Object.entries(this.#catalog.services).flatMap(([name, { consumes }]) =>
      consumes.includes(type) ? [name] : [],
    );
  }
}
