import { within } from '@fairway/messaging';
import { HealthRegistry, logger, Problem } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Product } from './product.js';
import { ProductsRepository } from './products.repository.js';

const readEveryMs = 5_000;

/**
 * All products, in memory, so that placing an order reads no table. A change by this process is visible at once, one by
 * another replica within 5 s plus the time of a read. A failed read leaves the list unchanged and is reported by
 * readiness: while the database is down, no order is placed either.
 */
@Injectable()
export class ProductList implements OnApplicationBootstrap, OnModuleDestroy {
  #products: ReadonlyMap<string, Product> | undefined;
  #readAtMs = 0;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #readsBegun = 0;
  #latestRead = 0;

  constructor(
    private readonly repository: ProductsRepository,
    health: HealthRegistry,
  ) {
    health.register({ name: 'products', check: async () => this.#check() });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.read();
    this.#timer = setInterval(() => {
      this.#reading ??= this.read().finally(() => (this.#reading = undefined));
    }, readEveryMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await within(1_000, Promise.resolve(this.#reading));
  }

  /** The current price of one unit; undefined when the product cannot be ordered in that currency. */
  readonly unitPriceMinor = (sku: string, currency: string): number | undefined =>
    this.#known().get(sku)?.prices[currency];

  /** The products by SKU, after the given one. */
  page({ limit, after = '' }: { limit: number; after: string | undefined }): Product[] {
    const following = [...this.#known().values()].filter(({ sku }) => sku > after);
    return following.toSorted((one, other) => (one.sku < other.sku ? -1 : 1)).slice(0, limit);
  }

  /** Reads all products again; never throws. */
  async read(): Promise<void> {
    const read = (this.#readsBegun += 1);
    try {
      const products = await this.repository.findAll();
      // A read that started before a change must not overwrite a later one.
      if (read < this.#latestRead) return;
      this.#latestRead = read;
      this.#products = new Map(products.map((product) => [product.sku, product]));
      this.#readAtMs = performance.now();
      this.#failure = undefined;
    } catch (error) {
      if (read < this.#latestRead) return;
      if (this.#failure === undefined)
        logger.warn({ err: error }, 'the products cannot be read; the last ones read stay in force');
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  #known(): ReadonlyMap<string, Product> {
    if (this.#products !== undefined) return this.#products;
    throw new Problem('service_unavailable', { detail: 'The products have not been read yet. Try again.' });
  }

  #check(): string | undefined {
    if (this.#products === undefined) throw new Error(`The products have not been read yet: ${this.#failure}`);
    if (this.#failure === undefined) return undefined;
    return `Prices are ${Math.round((performance.now() - this.#readAtMs) / 1_000)} s old: ${this.#failure}`;
  }
}
