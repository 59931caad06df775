import { describe, expect, it } from 'vitest';
import { promotion, wayBack } from '../../src/release/choose.js';
import { liveRelease, type ReleaseRecord } from '../../src/release/release-record.js';

const record = (id: string, changed: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  id,
  environment: 'production',
  action: 'promote',
  version: `v${id}`,
  commit: `commit-${id}`,
  catalog: '',
  images: { gateway: image('gateway', id), users: image('users', id) },
  from: null,
  by: 'Ada',
  run: null,
  overrides: {},
  startedAt: '',
  finishedAt: '',
  result: 'succeeded',
  failure: null,
  ...changed,
});
const image = (name: string, id: string) => ({ digest: `sha256:${name}-${id}`, commit: `commit-${id}` });

/** The newest first, as the log has them. */
const history = (...records: ReleaseRecord[]) => records.toReversed();

describe('what an environment runs', () => {
  it('is its last good release, whatever failed or was interrupted since', () => {
    const failed = (['rolled-back', 'failed', 'interrupted', 'running'] as const).map((result, index) =>
      record(String(index + 2), { result }),
    );
    expect(liveRelease(history(record('1'), ...failed))?.id).toBe('1');
    expect(liveRelease(history(...failed))).toBeUndefined();
  });
});

describe('a promotion', () => {
  const promoted = { commit: 'commit-1', version: 'v1' };

  it('takes the digests that ran, of the newest good release of the commit', () => {
    const again = record('2', { commit: 'commit-1', images: record('1').images });
    expect(promotion(history(record('1'), again, record('3')), promoted)).toEqual({
      action: 'promote',
      version: 'v1',
      commit: 'commit-1',
      from: '2',
      images: again.images,
    });
  });

  it.each(['rolled-back', 'failed', 'interrupted', 'running'] as const)('does not take a release that %s', (result) => {
    expect(promotion(history(record('1', { result })), promoted)).toBeUndefined();
  });

  it('does not take a release in which a service has the image of another commit', () => {
    const mixed = record('2', { commit: 'commit-1', images: { ...record('1').images, users: image('users', '0') } });
    expect(promotion(history(record('1'), mixed), promoted)?.from).toBe('1');
    expect(promotion(history(mixed), promoted)).toBeUndefined();
  });
});

describe('a way back', () => {
  const target = (records: ReleaseRecord[], way = {}) => wayBack(records, way).from;
  const back = (id: string, to: ReleaseRecord, changed: Partial<ReleaseRecord> = {}) =>
    record(id, { action: 'rollback', from: to.id, commit: to.commit, images: to.images, ...changed });
  const serviceBack = (id: string, live: ReleaseRecord, to: ReleaseRecord, name: 'users' | 'gateway') =>
    back(id, to, { commit: live.commit, images: { ...live.images, [name]: image(name, to.id) } });

  it('leads to the good release before what runs', () => {
    expect(target(history(record('1'), record('2'), record('3', { result: 'failed' }), record('4')))).toBe('2');
  });

  it('takes the manifests and all images of that release', () => {
    const first = record('1');
    expect(wayBack(history(first, record('2')), {})).toMatchObject({
      action: 'rollback',
      commit: first.commit,
      version: first.version,
      images: first.images,
    });
  });

  it('leads further back the second time, not forth again', () => {
    const two = record('2');
    expect(target(history(record('1'), two, record('3'), back('4', two)))).toBe('1');
  });

  it.each(['failed', 'interrupted'] as const)('leads to what ran before a release that %s', (result) => {
    expect(target(history(record('1'), record('2'), record('3', { result })))).toBe('2');
  });

  it('does not lead to a release that was left, however good it seemed', () => {
    const first = record('1');
    expect(target(history(first, record('2'), back('3', first), record('4')))).toBe('1');
  });

  it('of all is not moved by one service that went back, nor is that of another service', () => {
    const [two, three] = [record('2'), record('3')];
    const records = history(record('1'), two, three, serviceBack('4', three, two, 'users'));
    expect(target(records)).toBe('2');
    expect(target(records, { service: 'gateway' })).toBe('2');
    expect(target(records, { service: 'users' })).toBe('1');
  });

  it('does not lead forward', () => {
    const first = record('1');
    const records = history(first, record('2'), back('3', first));
    expect(() => wayBack(records, { to: 'v2' })).toThrowError(expect.objectContaining({ code: 'usage' }));
    expect(target(records, { to: 'v1' })).toBe('1');
  });

  it('leads to a named release', () => {
    const records = history(record('1'), record('2'), record('3'));
    expect(target(records, { to: 'v1' })).toBe('1');
    expect(target(records, { to: '2' })).toBe('2');
  });

  it('of one service changes only its image, and stays with the manifests of what runs', () => {
    const live = record('2');
    expect(wayBack(history(record('1'), live), { service: 'users' })).toMatchObject({
      commit: live.commit,
      images: { gateway: image('gateway', '2'), users: image('users', '1') },
    });
  });

  it('of one service passes releases that did not change it', () => {
    const same = record('2', { images: { ...record('2').images, users: image('users', '3') } });
    expect(target(history(record('1'), same, record('3')), { service: 'users' })).toBe('1');
  });

  it('of one service is refused when what runs has no such service', () => {
    const hint = 'It has gateway, users. Nothing was changed.';
    expect(() => wayBack(history(record('1'), record('2')), { service: 'carts' })).toThrowError(
      expect.objectContaining({ code: 'usage', message: 'v2 (2) has no carts.', hint }),
    );
  });

  it.each([
    ['nothing was released', [], {}, 'Nothing has been released here yet.'],
    ['there is only one', [record('1')], {}, 'There is no earlier release.'],
    [
      'the named one failed',
      [record('1', { result: 'failed' }), record('2')],
      { to: '1' },
      'There is no good release 1.',
    ],
    [
      'the service did not exist',
      [record('1'), record('2', { images: { carts: image('carts', '2') } })],
      { service: 'carts', to: '1' },
      'The release v1 (1) has no carts.',
    ],
  ])('is refused when %s', (_, records, way, message) => {
    expect(() => wayBack(history(...records), way)).toThrowError(
      expect.objectContaining({ code: 'not_found', message }),
    );
  });
});
