import type { ProfileView } from '@fairway/contracts';
import { type Account, CurrentAccount, Problem } from '@fairway/service-kit';
import { Controller, Get } from '@nestjs/common';
import { ProfilesRepository } from './profiles.repository.js';

@Controller('/api/users/me')
export class ProfilesController {
  constructor(private readonly profiles: ProfilesRepository) {}

  @Get()
  async mine(@CurrentAccount() { id }: Account): Promise<ProfileView> {
    const profile = await this.profiles.find(id);
    // The profile follows the account by an event: a moment later, or when Kafka is back.
    if (profile === null)
      throw new Problem('profile_not_found', { detail: 'It is being made; try again in a moment.' });
    const { email, name, registeredAt } = profile;
    return { id, email, name, registeredAt: registeredAt.toISOString() };
  }
}
