import { CreateOrders1764000000000 } from '../migrations/1764000000000-create-orders.js';

export const migrations = [CreateOrders1764000000000];
