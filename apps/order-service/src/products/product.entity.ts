import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Product } from './product.js';

@Entity('products')
export class ProductEntity implements Product {
  @PrimaryColumn('text')
  sku!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  prices!: Partial<Record<string, number>>;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
