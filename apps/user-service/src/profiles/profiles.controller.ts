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
    // An event creates the profile after the account: a moment later, or when Kafka is available again.
    if (profile === null) throw new Problem('profile_not_found', { detail: 'It is being created; try again shortly.' });
    const { email, name, registeredAt } = profile;
    return { id, email, name, registeredAt: registeredAt.toISOString() };
  }
}
