import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Product } from './product.js';
import { ProductEntity } from './product.entity.js';

@Injectable()
export class ProductsRepository {
  readonly #products: Repository<ProductEntity>;

  constructor(@InjectRepository(ProductEntity) products: Repository<ProductEntity>) {
    this.#products = products;
  }

  async findAll(): Promise<Product[]> {
    return this.#products.find();
  }

  async save(product: Product): Promise<void> {
    await this.#products.upsert({ ...product }, ['sku']);
  }

  /** @returns whether the product existed */
  async delete(sku: string): Promise<boolean> {
    return (await this.#products.delete({ sku })).affected === 1;
  }
}
