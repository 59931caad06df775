import {
  type AccountDetails,
  accountIdParamsSchema,
  type EndedSessions,
  type FindAccount,
  findAccountSchema,
  type SessionList,
} from '@fairway/contracts';
import { type Account as Caller, CurrentAccount, Roles } from '@fairway/service-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import type { Account } from '../accounts/account.js';
import { CurrentSessionId, LiveSessionGuard } from '../sessions/live-session.guard.js';
import { sessionListOf } from '../sessions/session-list.js';
import { AdministrationService } from './administration.service.js';

type AccountId = z.infer<typeof accountIdParamsSchema>;

@Controller('/api/admin/accounts')
@Roles('admin')
@UseGuards(LiveSessionGuard)
export class AdministrationController {
  constructor(private readonly administration: AdministrationService) {}

  @Post('by/email')
  @HttpCode(200)
  async find(
    @CurrentAccount() admin: Caller,
    @Body({ schema: findAccountSchema }) { email }: FindAccount,
  ): Promise<AccountDetails> {
    return detailsOf(await this.administration.find(admin.id, email));
  }

  @Get(':id')
  async get(
    @CurrentAccount() admin: Caller,
    @Param({ schema: accountIdParamsSchema }) { id }: AccountId,
  ): Promise<AccountDetails> {
    return detailsOf(await this.administration.get(admin.id, id));
  }

  @Get(':id/sessions')
  async listSessions(
    @CurrentAccount() admin: Caller,
    @CurrentSessionId() currentId: string,
    @Param({ schema: accountIdParamsSchema }) { id }: AccountId,
  ): Promise<SessionList> {
    return sessionListOf(await this.administration.listSessions(admin.id, id), currentId);
  }

  @Delete(':id/sessions')
  async endSessions(
    @CurrentAccount() admin: Caller,
    @Param({ schema: accountIdParamsSchema }) { id }: AccountId,
  ): Promise<EndedSessions> {
    return { ended: await this.administration.endSessions(admin.id, id) };
  }

  @Post(':id/disable')
  @HttpCode(200)
  async disable(
    @CurrentAccount() admin: Caller,
    @Param({ schema: accountIdParamsSchema }) { id }: AccountId,
  ): Promise<AccountDetails> {
    return detailsOf(await this.administration.disable(admin.id, id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  async enable(
    @CurrentAccount() admin: Caller,
    @Param({ schema: accountIdParamsSchema }) { id }: AccountId,
  ): Promise<AccountDetails> {
    return detailsOf(await this.administration.enable(admin.id, id));
  }
}

function detailsOf({ id, email, name, roles, createdAt, disabledAt }: Account): AccountDetails {
  return {
    id,
    email,
    name,
    roles: [...roles],
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
  };
}
