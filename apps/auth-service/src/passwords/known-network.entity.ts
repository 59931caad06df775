import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account's password has come from this network. */
@Entity('known_networks')
export class KnownNetworkEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId!: string;

  /** Its pseudonym. */
  @PrimaryColumn('bytea')
  network!: Buffer;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
