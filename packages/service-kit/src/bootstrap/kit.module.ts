import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtGuard } from '../auth/jwt.guard.js';
import { HealthRegistry } from '../health/health-registry.js';

/** Injects the service's settings: `@Inject(CONFIG) config: OrderServiceConfig`. */
export const CONFIG = Symbol('fairway.config');

/** The root module of every service, around the service's own. */
@Module({})
export class KitModule {
  static around(appModule: Type | DynamicModule, config: unknown, health: HealthRegistry): DynamicModule {
    return {
      module: KitModule,
      global: true,
      imports: [appModule],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: HealthRegistry, useValue: health },
        { provide: APP_GUARD, useClass: JwtGuard },
      ],
      exports: [CONFIG, HealthRegistry],
    };
  }
}
