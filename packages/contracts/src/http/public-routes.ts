import { z } from 'zod';
import { accountRoutes } from './account-routes.js';
import { dailyFiguresQuerySchema, dailyFiguresSchema } from './analytics.js';
import { listNotificationsQuerySchema, notificationListSchema } from './notifications.js';
import { createOrderSchema, listOrdersQuerySchema, orderIdParamsSchema, orderPageSchema, orderSchema } from './orders.js';
import { listProductsQuerySchema, productPageSchema, productSchema, productSkuParamsSchema, putProductSchema } from './products.js';
import type { RouteProblemCode } from './route-problems.js';
import { profileSchema } from './users.js';

/** One line of the public API. The gateway forwards exactly these, and the OpenAPI document describes exactly these. */
export interface PublicRoute {
  readonly operationId: string;
  readonly summary: string;
  /** What a caller has to know beyond the schemas, in Markdown. */
  readonly description?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters; the same path on the gateway and on the service. */
  readonly path: string;
  /** Name of the service that answers, as in the catalogue. */
  readonly service: string;
  /** Who may call: anybody, a signed-in account, or one with the role admin. */
  readonly access: 'anybody' | 'account' | 'admin';
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: boolean;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: RouteSuccess;
  /** Those of this route's own; `problemsOf` adds what follows from the rest of the line. */
  readonly problems: readonly RouteProblemCode[];
}

export interface RouteSuccess {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  /** Absent with 204, which has no body. */
  readonly body?: z.ZodType;
  /** `Location` names what was made. */
  readonly location?: boolean;
  /** Operations that take the `id` of this answer's body as their parameter `id`. */
  readonly links?: readonly string[];
}

export const publicRoutes: readonly PublicRoute[] = [
  ...accountRoutes,
  {
    operationId: 'getMyProfile',
    summary: 'The signed-in account’s profile',
    method: 'GET',
    path: '/api/users/me',
    service: 'user-service',
    access: 'account',
    success: { status: 200, description: 'The profile', body: profileSchema },
    problems: ['profile_not_found'],
  },
  {
    operationId: 'createOrder',
    summary: 'Place an order',
    description: 'Products and prices are those of `GET /api/products`; the order keeps the prices of the time at which it is placed.',
    method: 'POST',
    path: '/api/orders',
    service: 'order-service',
    access: 'account',
    idempotent: true,
    body: createOrderSchema,
    success: { status: 201, description: 'The order; the same one each time the request is repeated with its key', body: orderSchema, location: true, links: ['getOrder', 'cancelOrder'] },
    problems: ['product_unknown'],
  },
  {
    operationId: 'listOrders',
    summary: 'The signed-in account’s orders, newest first',
    method: 'GET',
    path: '/api/orders',
    service: 'order-service',
    access: 'account',
    query: listOrdersQuerySchema,
    success: { status: 200, description: 'One page of orders', body: orderPageSchema },
    problems: [],
  },
  {
    operationId: 'getOrder',
    summary: 'One order',
    method: 'GET',
    path: '/api/orders/:id',
    service: 'order-service',
    access: 'account',
    params: orderIdParamsSchema,
    success: { status: 200, description: 'The order', body: orderSchema },
    problems: ['order_not_found'],
  },
  {
    operationId: 'cancelOrder',
    summary: 'Cancel an order that is still pending',
    method: 'POST',
    path: '/api/orders/:id/cancel',
    service: 'order-service',
    access: 'account',
    params: orderIdParamsSchema,
    success: { status: 200, description: 'The order, cancelled; also when it was before', body: orderSchema },
    problems: ['order_not_found', 'order_not_cancellable'],
  },
  {
    operationId: 'listProducts',
    summary: 'What can be ordered, and its prices',
    method: 'GET',
    path: '/api/products',
    service: 'order-service',
    access: 'account',
    query: listProductsQuerySchema,
    success: { status: 200, description: 'One page of products', body: productPageSchema },
    problems: [],
  },
  {
    operationId: 'putProduct',
    summary: 'Create a product, or change its name and all of its prices',
    description: 'New prices are those of orders placed from then on: everywhere after a few seconds. Orders that were placed keep theirs.',
    method: 'PUT',
    path: '/api/products/:sku',
    service: 'order-service',
    access: 'admin',
    params: productSkuParamsSchema,
    body: putProductSchema,
    success: { status: 200, description: 'The product as it is now', body: productSchema },
    problems: [],
  },
  {
    operationId: 'retireProduct',
    summary: 'Let a product be ordered no more',
    description: 'Orders that name it stay as they are.',
    method: 'DELETE',
    path: '/api/products/:sku',
    service: 'order-service',
    access: 'admin',
    params: productSkuParamsSchema,
    success: { status: 204, description: 'There is no such product any more' },
    problems: ['product_not_found'],
  },
  {
    operationId: 'getDailyFigures',
    summary: 'Orders and revenue per day and currency',
    method: 'GET',
    path: '/api/analytics/orders/daily',
    service: 'event-processor',
    access: 'admin',
    query: dailyFiguresQuerySchema,
    success: { status: 200, description: 'One entry per day and currency with orders; days without are left out', body: dailyFiguresSchema },
    problems: [],
  },
  {
    operationId: 'listNotifications',
    summary: 'The signed-in account’s notifications, newest first',
    method: 'GET',
    path: '/api/notifications',
    service: 'event-processor',
    access: 'account',
    query: listNotificationsQuerySchema,
    success: { status: 200, description: 'The notifications', body: notificationListSchema },
    problems: [],
  },
];
