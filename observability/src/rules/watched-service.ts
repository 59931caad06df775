import type { Catalog, Service } from '@fairway/catalog';

/** A service of the catalogue, with its name. */
export interface WatchedService extends Service {
  readonly name: string;
}

export function watchedServices({ services }: Pick<Catalog, 'services'>): WatchedService[] {
  return Object.entries(services).map(([name, service]) => ({ name, ...service }));
}
