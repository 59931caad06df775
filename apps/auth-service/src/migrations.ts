import { CreateAccounts1764000000000 } from '../migrations/1764000000000-create-accounts.js';

export const migrations = [CreateAccounts1764000000000];
