import { type DailyFigures, type DailyFiguresQuery, dailyFiguresQuerySchema } from '@fairway/contracts';
import { Roles } from '@fairway/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { DailyFiguresRepository } from './daily-figures.repository.js';
import { dayRange } from './day-range.js';

@Controller('/api/analytics/orders')
export class AnalyticsController {
  constructor(private readonly figures: DailyFiguresRepository) {}

  @Get('daily')
  @Roles('admin')
  async daily(@Query({ schema: dailyFiguresQuerySchema }) query: DailyFiguresQuery): Promise<DailyFigures> {
    const { from, to } = dayRange(query, Date.now());
    return { items: await this.figures.list(from, to) };
  }
}
