import { type Refresh, refreshSchema, type Tokens } from '@fairway/contracts';
import { Public } from '@fairway/service-kit';
import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { RefreshTokensService } from './refresh-tokens.service.js';

@Controller('/api/auth')
@Public()
export class RefreshTokensController {
  constructor(private readonly refreshTokens: RefreshTokensService) {}

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  refresh(@Body({ schema: refreshSchema }) { refreshToken }: Refresh): Promise<Tokens> {
    return this.refreshTokens.refresh(refreshToken);
  }

  @Post('logout')
  @HttpCode(204)
  logout(@Body({ schema: refreshSchema }) { refreshToken }: Refresh): Promise<void> {
    return this.refreshTokens.logout(refreshToken);
  }
}
