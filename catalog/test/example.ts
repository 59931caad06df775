import { bareService, catalog, catalogProblems, derivedVariables, type Service } from '@fairway/catalog';

/** A service that the catalogue does not have yet. */
export const stockService: Service = {
  ...bareService,
  description: 'Counts the stock of every warehouse',
  calls: ['auth-service'],
  consumes: ['user.registered'],
  objectives: { ...bareService.objectives, freshness: { percent: 99, withinSeconds: 30 } },
};

/** The mistakes of a catalogue with this service, and the variables that the service would get in a cluster. */
export function tryOut(service: Service) {
  const services = { ...catalog.services, 'stock-service': service };
  return {
    problems: catalogProblems({ ...catalog, services }),
    variables: derivedVariables(service, {
      port: 3000,
      managementPort: 3100,
      serviceUrl: (peer) => `http://${peer}:3000`,
      databaseUrl: (database) => `postgresql://database.internal/${database}`,
      kafkaBrokers: 'kafka.internal:9092',
    }),
  };
}
