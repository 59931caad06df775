import { Public } from '@fairway/service-kit';
import { Controller, Get, Header } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { TokenKeys } from './token-keys.js';

@Controller('/.well-known/jwks.json')
@Public()
export class JwksController {
  constructor(private readonly keys: TokenKeys) {}

  @Get()
  @Header('cache-control', 'public, max-age=300')
  publicKeys(): JSONWebKeySet {
    return this.keys.jwks;
  }
}
