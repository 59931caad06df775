import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in: the chain of refresh tokens that began with it. To its account it is a session. */
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

  /** What the client calls itself (User-Agent), for the owner to know the session by. */
  @Column('text', { nullable: true })
  client!: string | null;

  /** SHA-256 of the newest token, the only one that may be used. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** SHA-256 of what its tokens share; null while it only has a token of the first version, which shared nothing. */
  @Column('bytea', { name: 'secret_hash', nullable: true })
  secretHash!: Buffer | null;

  /** SHA-256 of the token before the newest; null before the first use. */
  @Column('bytea', { name: 'previous_hash', nullable: true })
  previousHash!: Buffer | null;

  /** The newest token, readable with the token before it. */
  @Column('bytea', { name: 'sealed_newest', nullable: true })
  sealedNewest!: Buffer | null;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  /** When the newest token expires: after its idle time, and never after the family. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
