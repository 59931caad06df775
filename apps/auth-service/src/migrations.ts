import { CreateAccounts1764000000000 } from '../migrations/1764000000000-create-accounts.js';
import { MeasureOutboxRows1764400000000 } from '../migrations/1764400000000-measure-outbox-rows.js';
import { DelayGuesses1764600000000 } from '../migrations/1764600000000-delay-guesses.js';
import { AccountLifeCycle1764700000000 } from '../migrations/1764700000000-account-life-cycle.js';

export const migrations = [
  CreateAccounts1764000000000,
  MeasureOutboxRows1764400000000,
  DelayGuesses1764600000000,
  AccountLifeCycle1764700000000,
];
