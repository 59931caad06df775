import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessTokensModule } from '../access-tokens/access-tokens.module.js';
import { RefreshFamiliesRepository } from './refresh-families.repository.js';
import { RefreshFamilyEntity } from './refresh-family.entity.js';
import { RefreshTokensController } from './refresh-tokens.controller.js';
import { RefreshTokensService } from './refresh-tokens.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RefreshFamilyEntity]), AccessTokensModule],
  controllers: [RefreshTokensController],
  providers: [RefreshFamiliesRepository, RefreshTokensService],
  exports: [RefreshFamiliesRepository, RefreshTokensService],
})
export class RefreshTokensModule {}
