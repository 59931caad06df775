import type { Role } from '@fairway/contracts';
import { SetMetadata } from '@nestjs/common';

export const allowAnybodyKey = 'fairway:allow-anybody';
export const requireRoleKey = 'fairway:require-role';

/** The route, or all of a controller's, needs no access token. */
export const AllowAnybody = (): ClassDecorator & MethodDecorator => SetMetadata(allowAnybodyKey, true);

/** Only accounts with this role may use the route, or all of a controller's. */
export const RequireRole = (role: Role): ClassDecorator & MethodDecorator => SetMetadata(requireRoleKey, role);
