import { serviceNames } from '@fairway/catalog';
import { readTarget } from '@fairway/infra';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { imagesOnAws, repositoryOf } from '../../src/image/image-names.js';

it.each(serviceNames)(
  'the image of %s is pushed to the repository that Terraform makes, whatever the project',
  (name) => {
    const { project } = readTarget(process.cwd(), 'dev');
    expect(repositoryOf(name)).toBe(`${project}/${name}`);
  },
);

it('the images for AWS are those that Terraform makes repositories for', () => {
  const catalog = JSON.parse(readFileSync('infra/terraform/generated/catalog.json', 'utf8')) as { images: string[] };
  expect(imagesOnAws).toEqual(catalog.images);
});
