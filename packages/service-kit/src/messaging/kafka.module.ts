import { connectKafka, mskIamSecurity } from '@fairway/messaging';
import { type DynamicModule, Module } from '@nestjs/common';
import type { PlatformConfig } from '../config/service-entry.js';

/** Injection token of the service's Kafka connection. */
export const KAFKA = Symbol('Kafka');

@Module({})
class KafkaModule {}

/** Provides `KAFKA` to the application; `service` is the client id that brokers see. */
export function kafkaModule(
  service: string,
  { KAFKA_BROKERS: brokers, KAFKA_MSK_IAM_REGION: region }: PlatformConfig,
): DynamicModule {
  const security = region === undefined ? {} : { security: mskIamSecurity(region) };
  return {
    module: KafkaModule,
    global: true,
    providers: [{ provide: KAFKA, useFactory: () => connectKafka({ brokers, clientId: service, ...security }) }],
    exports: [KAFKA],
  };
}
