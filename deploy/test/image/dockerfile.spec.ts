import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync('deploy/images/service.Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, '');
const instructions = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

it('the base image is pinned by one digest', () => {
  const bases = instructions.flatMap((line) => /^FROM (?:--platform=\S+ )?(\S+[:@]\S+)/.exec(line)?.[1] ?? []);
  expect(bases).toHaveLength(4);
  expect(new Set(bases)).toHaveLength(1);
  expect(bases[0]).toMatch(/^docker\.io\/library\/node:24-slim@sha256:[\da-f]{64}$/);
});

it('the image starts empty and gets only files, from the stages of the runtime and of the app', () => {
  expect(last[0]).toBe('FROM scratch');
  expect(last.filter((line) => /^(?:RUN|ADD) /.test(line))).toEqual([]);
  expect(last.filter((line) => line.startsWith('COPY '))).toEqual([
    'COPY --from=runtime /out /',
    'COPY --from=app /out /fairway',
  ]);
});

it('a container runs Node as a user that is not root, by its number', () => {
  expect(last).toEqual(expect.arrayContaining(['USER 65532:65532', 'ENTRYPOINT ["node"]', 'CMD ["dist/src/main.js"]']));
});

it('no step runs a program of the image, so another processor needs no emulation', () => {
  const stages = new Map<string, string>();
  for (const line of instructions) {
    const [, base = '', name] = /^FROM (?:--platform=\S+ )?(\S+)(?: AS (\S+))?/.exec(line) ?? [];
    if (name !== undefined)
      stages.set(name, line.includes('--platform=$BUILDPLATFORM') ? 'builder' : (stages.get(base) ?? 'target'));
  }
  let stage = '';
  const running = new Set<string>();
  for (const line of instructions) {
    stage = / AS (\S+)$/.exec(line)?.[1] ?? (line.startsWith('FROM ') ? '' : stage);
    if (line.startsWith('RUN ')) running.add(stages.get(stage) ?? 'target');
  }
  expect([...running]).toEqual(['builder']);
});
