import {
  type CreateOrder,
  createOrderSchema,
  type ListOrdersQuery,
  listOrdersQuerySchema,
  type OrderPage,
  orderIdParamsSchema,
  type OrderView,
} from '@fairway/contracts';
import { type Account, CurrentAccount, IdempotencyKey, requestFingerprint } from '@fairway/service-kit';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { viewOf } from './order.js';
import { OrdersService } from './orders.service.js';

type OrderId = z.infer<typeof orderIdParamsSchema>;

const path = '/api/orders';

@Controller(path)
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  async create(
    @CurrentAccount() account: Account,
    @IdempotencyKey() key: string,
    @Body({ schema: createOrderSchema }) body: CreateOrder,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const fingerprint = requestFingerprint('POST', path, body);
    const { order, replayed } = await this.orders.place(account.id, body, { key, fingerprint });
    reply.header('location', `${path}/${order.id}`);
    if (replayed) reply.header('idempotent-replayed', 'true');
    return viewOf(order);
  }

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Query({ schema: listOrdersQuerySchema }) query: ListOrdersQuery,
  ): Promise<OrderPage> {
    const { items, nextCursor } = await this.orders.list(account.id, query);
    return { items: items.map(viewOf), nextCursor };
  }

  @Get(':id')
  async find(
    @CurrentAccount() account: Account,
    @Param({ schema: orderIdParamsSchema }) { id }: OrderId,
  ): Promise<OrderView> {
    return viewOf(await this.orders.find(account.id, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(
    @CurrentAccount() account: Account,
    @Param({ schema: orderIdParamsSchema }) { id }: OrderId,
  ): Promise<OrderView> {
    return viewOf(await this.orders.cancel(account.id, id));
  }
}
