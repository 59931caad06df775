import { expect, it } from 'vitest';
import { linesFor, readNamedFile } from './example.js';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

it('the example says what happened, why, and how to fix it', () => {
  const error = thrownBy(() => readNamedFile('/nowhere/settings.json'));
  expect(error).toMatchObject({ name: 'FairwayError', code: 'not_found' });
  expect(linesFor(error)).toEqual([
    'The file /nowhere/settings.json cannot be read.',
    "Cause: ENOENT: no such file or directory, open '/nowhere/settings.json'",
    'Correct the path, or leave it out to read the defaults.',
  ]);
});

it('the example throws a defect again', () => {
  const defect = new TypeError('undefined is not a function');
  expect(thrownBy(() => linesFor(defect))).toBe(defect);
});
