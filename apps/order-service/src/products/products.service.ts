import type { ListProductsQuery, PutProduct } from '@fairway/contracts';
import { cursorCodec, Problem, securityEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Product } from './product.js';
import { ProductList } from './product-list.js';
import { ProductsRepository } from './products.repository.js';

const cursor = cursorCodec(z.string());

/** Changes by administrators are logged as a `securityEvent`: who (`userId`) and which product (`sku`). */
@Injectable()
export class ProductsService {
  constructor(
    private readonly repository: ProductsRepository,
    private readonly products: ProductList,
  ) {}

  list(query: ListProductsQuery): { products: Product[]; nextCursor: string | null } {
    const after = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
    // One more than requested shows whether there is a next page.
    const found = this.products.page({ limit: query.limit + 1, after });
    const products = found.slice(0, query.limit);
    const last = products.at(-1);
    return { products, nextCursor: found.length > query.limit && last ? cursor.encode(last.sku) : null };
  }

  async put(adminId: string, sku: string, { name, prices }: PutProduct): Promise<Product> {
    const product = { sku, name, prices, updatedAt: new Date() };
    await this.repository.save(product);
    await this.products.read();
    securityEvent(
      'admin_product_changed',
      { userId: adminId, sku, prices: JSON.stringify(prices) },
      'an administrator changed a product',
    );
    return product;
  }

  /** @throws Problem `product_not_found` */
  async retire(adminId: string, sku: string): Promise<void> {
    if (!(await this.repository.delete(sku)))
      throw new Problem('product_not_found', { detail: 'GET /api/products lists all of them.' });
    await this.products.read();
    securityEvent('admin_product_retired', { userId: adminId, sku }, 'an administrator retired a product');
  }
}
