/** Errors of the domain. Each route lists those that it can return. */
export const domainProblems = {
  order_not_found: { status: 404, title: 'There is no such order' },
  product_not_found: { status: 404, title: 'There is no such product' },
  order_not_cancellable: { status: 409, title: 'The order can no longer be cancelled' },
  product_unknown: { status: 422, title: 'The order contains a product that cannot be ordered' },
} as const satisfies Record<string, { status: number; title: string }>;
