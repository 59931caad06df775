import type { Role } from '@fairway/contracts';
import { SetMetadata } from '@nestjs/common';

export const isPublicKey = 'fairway:public';
export const rolesKey = 'fairway:roles';

/** Lets callers without an access token use the route, or all routes of the controller. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(isPublicKey, true);

/** Restricts the route, or all routes of the controller, to accounts with one of these roles. */
export const Roles = (...roles: readonly [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(rolesKey, roles);
