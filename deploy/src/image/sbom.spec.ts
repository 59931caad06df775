import { expect, it } from 'vitest';
import { softwareBillOfMaterials } from './sbom.js';

it('names every package of the tree with its version, licence, hash and what it needs', () => {
  const bill = softwareBillOfMaterials(
    {
      'apps/shop': { name: '@fairway/shop', license: 'Apache-2.0', dependencies: { '@fairway/kit': '*' } },
      'node_modules/@fairway/kit': { link: true, resolved: 'packages/kit' },
      'packages/kit': {
        name: '@fairway/kit',
        dependencies: { '@log/core': '2' },
        devDependencies: { vitest: '5' },
      } as object,
      'node_modules/@log/core': { version: '2.0.1', license: 'MIT', integrity: 'sha512-AAEC' },
      'node_modules/vitest': { version: '5.0.0' },
    },
    'apps/shop',
    'x64',
    '1.2.3',
  );
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'application', name: '@fairway/shop', version: '1.2.3' } },
    components: [
      { type: 'library', name: '@fairway/kit', version: '1.2.3', purl: 'pkg:npm/%40fairway/kit@1.2.3' },
      {
        type: 'library',
        name: '@log/core',
        version: '2.0.1',
        licenses: [{ expression: 'MIT' }],
        purl: 'pkg:npm/%40log/core@2.0.1',
        hashes: [{ alg: 'SHA-512', content: '000102' }],
      },
    ],
    dependencies: [
      { ref: 'pkg:npm/%40fairway/shop@1.2.3', dependsOn: ['pkg:npm/%40fairway/kit@1.2.3'] },
      { ref: 'pkg:npm/%40fairway/kit@1.2.3', dependsOn: ['pkg:npm/%40log/core@2.0.1'] },
      { ref: 'pkg:npm/%40log/core@2.0.1', dependsOn: [] },
    ],
  });
  expect(JSON.stringify(bill)).not.toContain('vitest');
});
