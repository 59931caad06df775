import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PasswordChecks } from './password-checks.js';
import { PasswordFailureEntity } from './password-failure.entity.js';
import { PasswordFailuresRepository } from './password-failures.repository.js';
import { Passwords } from './passwords.js';

@Module({
  imports: [TypeOrmModule.forFeature([PasswordFailureEntity])],
  providers: [Passwords, PasswordFailuresRepository, PasswordChecks],
  exports: [Passwords, PasswordFailuresRepository, PasswordChecks],
})
export class PasswordsModule {}
