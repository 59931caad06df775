export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Price of one unit by currency, in its minor unit. */
  readonly prices: Readonly<Partial<Record<string, number>>>;
  readonly updatedAt: Date;
}
