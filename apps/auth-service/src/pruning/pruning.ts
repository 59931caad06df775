import { HourlyPruning } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { KnownNetworksRepository } from '../passwords/known-networks.repository.js';
import { PasswordFailuresRepository } from '../passwords/password-failures.repository.js';
import { RefreshFamiliesRepository } from '../refresh-tokens/refresh-families.repository.js';

@Injectable()
export class Pruning extends HourlyPruning {
  constructor(
    families: RefreshFamiliesRepository,
    failures: PasswordFailuresRepository,
    networks: KnownNetworksRepository,
  ) {
    super(
      'expired refresh tokens, old password failures and known networks',
      (limit) => families.deleteExpired(limit),
      (limit) => failures.deleteForgotten(limit),
      (limit) => failures.deleteOfVersionBefore(limit),
      (limit) => networks.deleteOld(limit),
    );
  }
}
