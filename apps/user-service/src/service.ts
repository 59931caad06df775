import { serviceEntry } from '@fairway/catalog';
import { defineService } from '@fairway/service-kit';
import { CreateProfiles1764000000000 } from '../migrations/1764000000000-create-profiles.js';
import { ParkEvents1764600000000 } from '../migrations/1764600000000-park-events.js';
import { ProfilesModule } from './profiles/profiles.module.js';

export const service = defineService(serviceEntry('user-service'), {
  modules: [ProfilesModule],
  migrations: [CreateProfiles1764000000000, ParkEvents1764600000000],
});
