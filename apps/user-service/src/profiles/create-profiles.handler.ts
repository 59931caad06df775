import { type EventData, userRegistered } from '@fairway/contracts';
import type { EventHandler, HandledEvent } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ProfilesRepository } from './profiles.repository.js';

/** Gives every new account its profile. */
@Injectable()
export class CreateProfiles implements EventHandler<typeof userRegistered, EntityManager> {
  readonly event = userRegistered;

  constructor(private readonly profiles: ProfilesRepository) {}

  async handle(events: readonly HandledEvent<EventData<typeof userRegistered>>[], manager: EntityManager): Promise<void> {
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
