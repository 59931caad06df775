import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

type Callback = () => void;

/** Runs callbacks when a transaction of the service's data source has committed; inject it. */
export class AfterCommit implements EntitySubscriberInterface {
  /** By connection: the callbacks of its open transaction, then those of each savepoint inside it. */
  readonly #levels = new WeakMap<QueryRunner, Set<Callback>[]>();

  constructor(database: DataSource) {
    database.subscribers.push(this);
  }

  /**
   * Runs the callback once, however often it is added; never if the transaction, or the currently open savepoint, rolls
   * back.
   * @throws Error when `manager` has no open transaction
   */
  call(manager: object, callback: Callback): void {
    const { queryRunner } = manager as Partial<EntityManager>;
    const level = queryRunner && this.#levels.get(queryRunner)?.at(-1);
    if (level === undefined) {
      throw new Error('There is no open transaction: pass the manager from DataSource.transaction(...).');
    }
    level.add(callback);
  }

  afterTransactionStart({ queryRunner }: { queryRunner: QueryRunner }): void {
    const levels = this.#levels.get(queryRunner);
    if (levels === undefined) this.#levels.set(queryRunner, [new Set()]);
    else levels.push(new Set());
  }

  // TypeORM also calls this when a savepoint is released; the transaction is then still active.
  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    const levels = this.#levels.get(queryRunner) ?? [];
    const callbacks = levels.pop() ?? [];
    if (queryRunner.isTransactionActive) {
      for (const callback of callbacks) levels.at(-1)?.add(callback);
    } else {
      this.#levels.delete(queryRunner);
      for (const callback of callbacks) callback();
    }
  }

  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (queryRunner.isTransactionActive) this.#levels.get(queryRunner)?.pop();
    else this.#levels.delete(queryRunner);
  }
}
