import { startService } from '@fairway/service-kit';
import { AppModule } from './app.module.js';
import { configSchema } from './config.js';

await startService({ name: 'event-processor', config: configSchema, module: (config) => AppModule.with(config) });
