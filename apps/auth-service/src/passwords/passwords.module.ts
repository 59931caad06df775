import { Pseudonyms } from '@fairway/service-kit';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config.js';
import { KnownNetworkEntity } from './known-network.entity.js';
import { KnownNetworksRepository } from './known-networks.repository.js';
import { PasswordChecks } from './password-checks.js';
import { PasswordFailureEntity } from './password-failure.entity.js';
import { PasswordFailuresRepository } from './password-failures.repository.js';
import { Passwords } from './passwords.js';

@Module({
  imports: [TypeOrmModule.forFeature([KnownNetworkEntity, PasswordFailureEntity])],
  providers: [
    Passwords,
    KnownNetworksRepository,
    PasswordFailuresRepository,
    PasswordChecks,
    {
      provide: Pseudonyms,
      inject: [Config],
      // All replicas must count together, so each process cannot have its own key.
      useFactory: ({ PSEUDONYM_KEY, TOKEN_SIGNING_KEY }: Config) =>
        new Pseudonyms((PSEUDONYM_KEY ?? TOKEN_SIGNING_KEY).reveal()),
    },
  ],
  exports: [Passwords, KnownNetworksRepository, PasswordFailuresRepository, PasswordChecks, Pseudonyms],
})
export class PasswordsModule {}
