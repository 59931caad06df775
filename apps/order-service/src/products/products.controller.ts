import {
  type ListProductsQuery,
  listProductsQuerySchema,
  type ProductPage,
  productSkuParamsSchema,
  type ProductView,
  type PutProduct,
  putProductSchema,
} from '@fairway/contracts';
import { type Account, CurrentAccount, Roles } from '@fairway/service-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Product } from './product.js';
import { ProductsService } from './products.service.js';

type Sku = z.infer<typeof productSkuParamsSchema>;

@Controller('/api/products')
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  @Get()
  async list(@Query({ schema: listProductsQuerySchema }) query: ListProductsQuery): Promise<ProductPage> {
    const { items, nextCursor } = await this.products.list(query);
    return { items: items.map(viewOf), nextCursor };
  }

  @Put(':sku')
  @Roles('admin')
  async put(
    @CurrentAccount() admin: Account,
    @Param({ schema: productSkuParamsSchema }) { sku }: Sku,
    @Body({ schema: putProductSchema }) body: PutProduct,
  ): Promise<ProductView> {
    return viewOf(await this.products.put(admin.id, sku, body));
  }

  @Delete(':sku')
  @HttpCode(204)
  @Roles('admin')
  async retire(
    @CurrentAccount() admin: Account,
    @Param({ schema: productSkuParamsSchema }) { sku }: Sku,
  ): Promise<void> {
    await this.products.retire(admin.id, sku);
  }
}

function viewOf({ sku, name, prices, updatedAt }: Product): ProductView {
  return { sku, name, prices, updatedAt: updatedAt.toISOString() };
}
