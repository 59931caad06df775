import type { Role } from '@fairway/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Account } from './account.js';

@Entity('accounts')
export class AccountEntity implements Account {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('integer', { name: 'password_version' })
  passwordVersion!: number;

  @Column('text', { name: 'configured_password_hashes', array: true })
  configuredPasswordHashes!: string[];
}
