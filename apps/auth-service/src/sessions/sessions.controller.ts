import { type SessionList, sessionIdParamsSchema } from '@fairway/contracts';
import { type Account, CurrentAccount, Problem, securityEvent } from '@fairway/service-kit';
import { Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { CurrentSessionId, LiveSessionGuard } from './live-session.guard.js';
import { sessionListOf } from './session-list.js';
import { SessionsRepository } from './sessions.repository.js';

@Controller('/api/auth')
@UseGuards(LiveSessionGuard)
export class SessionsController {
  constructor(private readonly sessions: SessionsRepository) {}

  @Get('sessions')
  async list(@CurrentAccount() { id }: Account, @CurrentSessionId() currentId: string): Promise<SessionList> {
    return sessionListOf(await this.sessions.list(id), currentId);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  async end(
    @CurrentAccount() account: Account,
    @Param({ schema: sessionIdParamsSchema }) { id }: z.infer<typeof sessionIdParamsSchema>,
  ): Promise<void> {
    if (!(await this.sessions.end(account.id, id))) {
      throw new Problem('session_not_found', {
        detail: 'It has ended, or it belongs to another account. List the sessions.',
      });
    }
    securityEvent('session_ended', { userId: account.id, sessionId: id }, 'an account ended one of its sessions');
  }

  @Post('logout-all')
  @HttpCode(204)
  async endAll(@CurrentAccount() { id }: Account): Promise<void> {
    const sessions = await this.sessions.endAll(id);
    securityEvent('sessions_ended', { userId: id, sessions }, 'an account ended all of its sessions');
  }
}
