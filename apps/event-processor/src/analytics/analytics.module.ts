import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import { CountCancelledOrders, CountCreatedOrders, CountProcessedOrders, CountUndeliverableOrders } from './count-orders.handlers.js';
import { DailyFiguresRepository } from './daily-figures.repository.js';

const handlers = [CountCreatedOrders, CountProcessedOrders, CountCancelledOrders, CountUndeliverableOrders];

@Module({
  controllers: [AnalyticsController],
  providers: [DailyFiguresRepository, ...handlers],
  exports: handlers,
})
export class AnalyticsModule {}
