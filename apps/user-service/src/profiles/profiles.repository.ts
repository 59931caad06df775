import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { ProfileEntity } from './profile.entity.js';

// One statement for any number of profiles. An existing profile stays unchanged: an event that was republished under
// another id must not overwrite later changes. The rows are sorted, so that two transactions cannot deadlock.
const insertNew = `
  INSERT INTO profiles (id, email, name, registered_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS rows (id, email, name, registered_at)
  ORDER BY id
  ON CONFLICT (id) DO NOTHING`;

@Injectable()
export class ProfilesRepository {
  readonly #profiles: Repository<ProfileEntity>;

  constructor(@InjectRepository(ProfileEntity) profiles: Repository<ProfileEntity>) {
    this.#profiles = profiles;
  }

  find(id: string): Promise<ProfileEntity | null> {
    return this.#profiles.findOneBy({ id });
  }

  async insertNew(manager: EntityManager, profiles: readonly ProfileEntity[]): Promise<void> {
    await manager.query(insertNew, [
      profiles.map(({ id }) => id),
      profiles.map(({ email }) => email),
      profiles.map(({ name }) => name),
      profiles.map(({ registeredAt }) => registeredAt.toISOString()),
    ]);
  }
}
