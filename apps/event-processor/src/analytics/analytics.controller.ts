import { type DailyFigures, type DailyFiguresQuery, dailyFiguresQuerySchema } from '@fairway/contracts';
import { RequireRole } from '@fairway/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { DailyFiguresRepository } from './daily-figures.repository.js';
import { dayRange } from './day-range.js';

@Controller('/api/analytics/orders')
export class AnalyticsController {
  constructor(private readonly figures: DailyFiguresRepository) {}

  @Get('daily')
  @RequireRole('admin')
  async daily(@Query({ schema: dailyFiguresQuerySchema }) query: DailyFiguresQuery): Promise<DailyFigures> {
    const { from, to } = dayRange(query, Date.now());
    return { items: await this.figures.list(from, to) };
  }
}
