import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Number of failed guesses that count against one subject. */
@Entity('password_failures')
export class PasswordFailureEntity {
  /** Pseudonym of an account, a network, or both. */
  @PrimaryColumn('bytea')
  subject!: Buffer;

  @Column('integer', { name: 'free_failures' })
  freeFailures!: number;

  @Column('integer')
  failures!: number;

  @Column('timestamptz', { name: 'retry_at' })
  retryAt!: Date;

  @Column('timestamptz', { name: 'forgotten_at' })
  forgottenAt!: Date;
}
