import { domainRoutes } from '../domain/routes.js';
import { accountRoutes } from './account-routes.js';
import type { PublicRoute } from './public-route.js';
import { profileSchema } from './users.js';

/** The gateway forwards exactly these routes, and the OpenAPI document describes exactly these. */
export const publicRoutes: readonly PublicRoute[] = [
  ...accountRoutes,
  {
    operationId: 'getMyProfile',
    summary: 'Get the signed-in account’s profile',
    method: 'GET',
    path: '/api/users/me',
    service: 'user-service',
    access: 'account',
    success: { status: 200, description: 'The profile', body: profileSchema },
    problems: ['profile_not_found'],
  },
  ...domainRoutes,
];
