import { createInboxTables, createOutboxTables, upgradeInboxTables, upgradeOutboxTables } from '../src/index.js';

/** The statements that all migrations of a service run together. */
export const outboxTables = [...createOutboxTables, ...upgradeOutboxTables];
export const inboxTables = [...createInboxTables, ...upgradeInboxTables];
