import { serviceNames } from '@fairway/catalog';
import { readTarget } from '@fairway/infra';
import { expect, it } from 'vitest';
import { repositoryOf } from '../../src/image/image-names.js';

it.each(serviceNames)(
  'the image of %s is pushed to the repository that Terraform makes, whatever the project',
  (name) => {
    const { project } = readTarget(process.cwd(), 'dev');
    expect(repositoryOf(name)).toBe(`${project}/${name}`);
  },
);
