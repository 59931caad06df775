import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import {
  CountCancelledOrders,
  CountCreatedOrders,
  CountProcessedOrders,
  CountUndeliverableOrders,
} from './count-orders.handlers.js';
import { DailyFiguresRepository } from './daily-figures.repository.js';

@Module({
  controllers: [AnalyticsController],
  providers: [
    DailyFiguresRepository,
    CountCreatedOrders,
    CountProcessedOrders,
    CountCancelledOrders,
    CountUndeliverableOrders,
  ],
})
export class AnalyticsModule {}
