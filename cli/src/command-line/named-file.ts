import { FairwayError } from '@fairway/errors';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'You may not do that.',
  EEXIST: 'A part of the path is a file, not a folder.',
  EISDIR: 'It is a folder.',
  ENAMETOOLONG: 'The name is too long.',
  ENOSPC: 'The disk is full.',
  ENOTDIR: 'A part of the path is a file, not a folder.',
  EPERM: 'You may not do that.',
  EROFS: 'The file system can only be read.',
};

/**
 * Does something with a file that the user has named.
 * @throws FairwayError usage when that cannot be done with this path
 */
export function withNamedFile<Result>(path: string, verb: 'read' | 'write', work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new FairwayError('usage', `Cannot ${verb} ${path}.`, { cause: reason, hint: 'Name another file.' });
  }
}
