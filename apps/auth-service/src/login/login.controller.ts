import { type Login, loginSchema, type Tokens } from '@fairway/contracts';
import { Public, CallerSignal } from '@fairway/service-kit';
import { Body, Controller, Header, Headers, HttpCode, Post } from '@nestjs/common';
import { LoginService } from './login.service.js';

@Controller('/api/auth/login')
@Public()
export class LoginController {
  constructor(private readonly logins: LoginService) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  login(
    @Body({ schema: loginSchema }) body: Login,
    @Headers('x-forwarded-for') forwardedFor: string | undefined,
    @Headers('user-agent') userAgent: string | undefined,
    @CallerSignal() signal: AbortSignal,
  ): Promise<Tokens> {
    return this.logins.login(body, { forwardedFor, userAgent }, signal);
  }
}
