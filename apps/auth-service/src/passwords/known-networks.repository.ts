import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { KnownNetworkEntity } from './known-network.entity.js';

/** How long a network stays known after the account's password has come from it. */
export const knownSeconds = 90 * 24 * 60 * 60;
const networksMax = 50;

const upsert = `
  INSERT INTO known_networks (account_id, network, seen_at) VALUES ($1, $2, now())
  ON CONFLICT (account_id, network) DO UPDATE SET seen_at = now()`;

const deleteSurplus = `
  DELETE FROM known_networks WHERE account_id = $1 AND network IN (
    SELECT network FROM known_networks WHERE account_id = $1 ORDER BY seen_at DESC, network OFFSET $2
  )`;

const deleteOld = `
  WITH deleted AS (
    DELETE FROM known_networks WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM known_networks WHERE seen_at < now() - make_interval(secs => $1) LIMIT $2
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

/** Networks from which an account's password has come in the last 90 days; the latest 50 of each account. */
@Injectable()
export class KnownNetworksRepository {
  readonly #networks: Repository<KnownNetworkEntity>;

  constructor(@InjectRepository(KnownNetworkEntity) networks: Repository<KnownNetworkEntity>) {
    this.#networks = networks;
  }

  async remember(accountId: string, network: Buffer): Promise<void> {
    await this.#networks.query(upsert, [accountId, network]);
    await this.#networks.query(deleteSurplus, [accountId, networksMax]);
  }

  /** Deletes up to `limit` networks that are no longer known and returns their number. */
  async deleteOld(limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#networks.query(deleteOld, [knownSeconds, limit]);
    return rows[0]?.count ?? 0;
  }
}
