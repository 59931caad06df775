import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in: the chain of refresh tokens that began with it. Its account sees it as a session. */
@Entity('refresh_families')
export class RefreshFamilyEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at' })
  lastUsedAt!: Date;

  /** The client's User-Agent, by which the owner recognises the session. */
  @Column('text', { nullable: true })
  client!: string | null;

  /** SHA-256 of the newest token, the only usable one. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /**
   * SHA-256 of the bits that its tokens share; null while it only has a token of the first version, which shared none.
   */
  @Column('bytea', { name: 'secret_hash', nullable: true })
  secretHash!: Buffer | null;

  /** SHA-256 of the token before the newest; null before the first use. */
  @Column('bytea', { name: 'previous_hash', nullable: true })
  previousHash!: Buffer | null;

  /** The newest token, encrypted for the holder of the previous one. */
  @Column('bytea', { name: 'sealed_newest', nullable: true })
  sealedNewest!: Buffer | null;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  /** Expiry of the newest token: after its idle time, and never after the family's end. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
