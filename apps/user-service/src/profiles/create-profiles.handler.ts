import { userRegistered } from '@fairway/contracts';
import type { HandledEvents } from '@fairway/messaging';
import { HandlesEvent } from '@fairway/service-kit';
import type { EntityManager } from 'typeorm';
import { ProfilesRepository } from './profiles.repository.js';

/** Creates the profile of every new account. */
@HandlesEvent(userRegistered)
export class CreateProfiles {
  constructor(private readonly profiles: ProfilesRepository) {}

  async handle(events: HandledEvents<typeof userRegistered>, manager: EntityManager): Promise<void> {
    await this.profiles.insertNew(
      manager,
      events.map(({ data: { userId, email, name, registeredAt } }) => ({
        id: userId,
        email,
        name,
        registeredAt: new Date(registeredAt),
      })),
    );
  }
}
