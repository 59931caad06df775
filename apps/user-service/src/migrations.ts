import { CreateProfiles1764000000000 } from '../migrations/1764000000000-create-profiles.js';
import { ParkEvents1764600000000 } from '../migrations/1764600000000-park-events.js';

export const migrations = [CreateProfiles1764000000000, ParkEvents1764600000000];
