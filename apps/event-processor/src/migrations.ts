import { CreateEventTables1764000000000 } from '../migrations/1764000000000-create-event-tables.js';

export const migrations = [CreateEventTables1764000000000];
