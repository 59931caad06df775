import { CreateProfiles1764000000000 } from '../migrations/1764000000000-create-profiles.js';

export const migrations = [CreateProfiles1764000000000];
