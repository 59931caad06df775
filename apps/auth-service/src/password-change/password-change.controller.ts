import { type ChangePassword, changePasswordSchema } from '@fairway/contracts';
import { type Account, CallerSignal, CurrentAccount } from '@fairway/service-kit';
import { Body, Controller, Headers, HttpCode, Post, UseGuards } from '@nestjs/common';
import { CurrentSessionId, LiveSessionGuard } from '../sessions/live-session.guard.js';
import { PasswordChangeService } from './password-change.service.js';

@Controller('/api/auth/password')
@UseGuards(LiveSessionGuard)
export class PasswordChangeController {
  constructor(private readonly passwordChanges: PasswordChangeService) {}

  @Post()
  @HttpCode(204)
  change(
    @CurrentAccount() { id }: Account,
    @CurrentSessionId() sessionId: string,
    @Body({ schema: changePasswordSchema }) body: ChangePassword,
    @Headers('x-forwarded-for') forwardedFor: string | undefined,
    @CallerSignal() signal: AbortSignal,
  ): Promise<void> {
    return this.passwordChanges.change({ accountId: id, sessionId, ...body, forwardedFor }, signal);
  }
}
