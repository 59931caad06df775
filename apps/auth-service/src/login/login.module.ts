import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { RefreshTokensModule } from '../refresh-tokens/refresh-tokens.module.js';
import { LoginController } from './login.controller.js';
import { LoginService } from './login.service.js';

@Module({
  imports: [AccountsModule, PasswordsModule, RefreshTokensModule],
  controllers: [LoginController],
  providers: [LoginService],
})
export class LoginModule {}
