import type { Role } from '@fairway/contracts';
import { SetMetadata } from '@nestjs/common';

export const isPublicKey = 'fairway:public';
export const rolesKey = 'fairway:roles';

/** The route, or all of a controller's, needs no access token. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(isPublicKey, true);

/** Only accounts with one of these roles may use the route, or all of a controller's. */
export const Roles = (...roles: readonly [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(rolesKey, roles);
