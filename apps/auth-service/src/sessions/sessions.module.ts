import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RefreshFamilyEntity } from '../refresh-tokens/refresh-family.entity.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([RefreshFamilyEntity])],
  controllers: [SessionsController],
  providers: [SessionsRepository],
  exports: [SessionsRepository],
})
export class SessionsModule {}
