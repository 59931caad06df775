import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AccountEntity } from './account.entity.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { AdminAccount } from './admin-account.js';

@Module({
  imports: [TypeOrmModule.forFeature([AccountEntity]), PasswordsModule, SessionsModule],
  controllers: [AccountsController],
  providers: [AccountsRepository, AccountsService, AdminAccount],
  exports: [AccountsRepository],
})
export class AccountsModule {}
