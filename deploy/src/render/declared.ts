import type { Catalog, EnvironmentName, LocalServer, Names, Service, StandIn } from '@fairway/catalog';

/** Any catalogue with the environments and stand-ins of this one: renderers get it as an argument, so that tests can add services. */
export interface RenderedCatalog extends Omit<Catalog, 'services'> {
  readonly services: Readonly<Record<string, Service<Known>>>;
}

interface Known extends Names {
  readonly environment: EnvironmentName;
  readonly localServer: LocalServer;
}

/** A service of the catalogue, with its name. */
export interface Declared extends Service<Known> {
  readonly name: string;
}

export function servicesOf({ services }: RenderedCatalog): Declared[] {
  return Object.entries(services).map(([name, service]) => ({ name, ...service }));
}

export function standInsOf({ standIns }: RenderedCatalog): (StandIn & { readonly name: string })[] {
  return Object.entries(standIns).map(([name, standIn]) => ({ name, ...standIn }));
}
