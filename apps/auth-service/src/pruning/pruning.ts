import { HourlyPruning } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { PasswordFailuresRepository } from '../passwords/password-failures.repository.js';
import { RefreshFamiliesRepository } from '../refresh-tokens/refresh-families.repository.js';

@Injectable()
export class Pruning extends HourlyPruning {
  constructor(families: RefreshFamiliesRepository, failures: PasswordFailuresRepository) {
    super(
      'expired refresh tokens and old login failures',
      (limit) => families.deleteExpired(limit),
      (limit) => failures.deleteOld(limit),
    );
  }
}
