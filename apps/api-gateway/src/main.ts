import { startService } from '@fairway/service-kit';
import { AppModule } from './app.module.js';
import { configSchema } from './config.js';
import { securityHeaders } from './security-headers.js';

await startService({
  name: 'api-gateway',
  config: configSchema,
  module: (config) => AppModule.with(config),
  answerHeaders: securityHeaders,
});
