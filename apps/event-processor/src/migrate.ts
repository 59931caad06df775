import { runMigrations } from '@fairway/service-kit';
import { migrations } from './migrations.js';

await runMigrations('event-processor', migrations);
