import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in: the chain of refresh tokens that began with it. */
@Entity('refresh_families')
export class RefreshFamilyEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  /** SHA-256 of the newest token, the only one that may be used. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  /** When the newest token expires: after its idle time, and never after the family. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
