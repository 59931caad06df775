import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RefreshTokensModule } from '../refresh-tokens/refresh-tokens.module.js';
import { LoginFailureEntity } from './login-failure.entity.js';
import { LoginFailuresRepository } from './login-failures.repository.js';
import { LoginController } from './login.controller.js';
import { LoginService } from './login.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([LoginFailureEntity]), AccountsModule, RefreshTokensModule],
  controllers: [LoginController],
  providers: [LoginFailuresRepository, LoginService],
  exports: [LoginFailuresRepository],
})
export class LoginModule {}
