import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the platform knows about the holder of an account, beyond the login. */
@Entity('profiles')
export class ProfileEntity {
  /** The account's id. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;
}
