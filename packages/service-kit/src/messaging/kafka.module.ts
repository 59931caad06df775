import { connectKafka } from '@fairway/messaging';
import { type DynamicModule, Module } from '@nestjs/common';

/** Injection token of the service's Kafka connection. */
export const KAFKA = Symbol('Kafka');

@Module({})
class KafkaModule {}

/** Gives the application `KAFKA`; `service` is the client id that brokers see. */
export function kafkaModule({ service, brokers }: { service: string; brokers: readonly string[] }): DynamicModule {
  return {
    module: KafkaModule,
    global: true,
    providers: [{ provide: KAFKA, useFactory: () => connectKafka({ brokers, clientId: service }) }],
    exports: [KAFKA],
  };
}
