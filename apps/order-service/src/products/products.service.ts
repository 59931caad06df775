import type { ListProductsQuery, PutProduct } from '@fairway/contracts';
import { cursorCodec, type Page, Problem, securityEvent } from '@fairway/service-kit';
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

  list(query: ListProductsQuery): Promise<Page<Product>> {
    return cursor.page(
      query,
      async (limit, after) => this.products.page({ limit, after }),
      ({ sku }) => sku,
    );
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
