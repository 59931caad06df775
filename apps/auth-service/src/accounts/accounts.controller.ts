import { type AccountView, type Register, registerSchema } from '@fairway/contracts';
import { Public, CallerSignal } from '@fairway/service-kit';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';

@Controller('/api/auth/register')
@Public()
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Post()
  async register(
    @Body({ schema: registerSchema }) body: Register,
    @Headers('x-forwarded-for') forwardedFor: string | undefined,
    @CallerSignal() signal: AbortSignal,
  ): Promise<AccountView> {
    const { id, email, name, createdAt } = await this.accounts.register(body, forwardedFor, signal);
    return { id, email, name, createdAt: createdAt.toISOString() };
  }
}
