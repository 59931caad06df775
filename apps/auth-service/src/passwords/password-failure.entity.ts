import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('login_failures')
export class PasswordFailureEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  /** Digest of what the failure counts against. */
  @Column('bytea')
  subject!: Buffer;

  @Column('timestamptz', { name: 'failed_at' })
  failedAt!: Date;
}
