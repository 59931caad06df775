import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import { CountCancelledOrders, CountCreatedOrders, CountProcessedOrders } from './count-orders.handlers.js';
import { DailyFiguresRepository } from './daily-figures.repository.js';

const handlers = [CountCreatedOrders, CountProcessedOrders, CountCancelledOrders];

@Module({
  controllers: [AnalyticsController],
  providers: [DailyFiguresRepository, ...handlers],
  exports: handlers,
})
export class AnalyticsModule {}
