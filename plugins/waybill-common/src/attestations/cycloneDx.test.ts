/** @jest-environment node */
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { canonicalJson } from './canonicalJson';
import { buildCycloneDx } from './cycloneDx';
import { MAX_LISTED_FILES } from './listedFiles';
import type { PackageFacts } from './PackageFacts';
import { buildSpdx } from './spdx';
import { bareFacts, packageFacts } from './__testUtils__/packageFacts';

/** The official schema, in the strict form that knows every field. */
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

describe('buildCycloneDx', () => {
  it.each<[string, PackageFacts]>([
    ['of which much is known', packageFacts()],
    ['of which nothing is known', bareFacts()],
    [
      'with names that nobody would choose',
      packageFacts({
        name: 'mødel "x"',
        baseModels: [{ name: 'x', url: 'data:text/html,x' }],
        sourceUrl: 'not a url',
        files: [{ path: 'a b/#?.bin', sizeBytes: 0 }],
      }),
    ],
  ])('is valid for a package %s', async (_, facts) => {
    const text = JSON.stringify(
      buildCycloneDx(facts, {
        timestamp: '2026-11-21T12:00:00Z',
        toolVersion: '1.2.3',
        serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
      }),
    );
    expect(await validator.validate(text)).toBeNull();
  });

  it('would be told by the schema what is wrong', async () => {
    const bill = { ...buildCycloneDx(packageFacts()), madeBy: 'me' };
    expect(await validator.validate(JSON.stringify(bill))).not.toBeNull();
  });

  it('lists the model with its card, its licenses, its files and where it comes from', () => {
    const { metadata, components, dependencies } = buildCycloneDx(
      packageFacts(),
    );
    expect(metadata.component).toMatchObject({
      type: 'machine-learning-model',
      name: 'iris',
      version: '1.0.0',
      hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }],
      licenses: [
        { license: { id: 'Apache-2.0' } },
        { license: { name: 'Our own terms' } },
      ],
      pedigree: {
        ancestors: [
          {
            name: 'acme/base',
            hashes: [{ alg: 'SHA-256', content: 'b'.repeat(64) }],
          },
        ],
      },
      modelCard: {
        modelParameters: {
          task: 'tabular-classification',
          modelArchitecture: 'mlp',
          datasets: [
            { name: 'iris-data', contents: { url: 's3://data/iris.csv' } },
          ],
        },
        quantitativeAnalysis: {
          performanceMetrics: [
            { type: 'accuracy', value: '0.97', slice: 'iris-data' },
          ],
        },
        considerations: {
          users: ['Botanists'],
          technicalLimitations: ['Knows three kinds', 'Out of scope: Roses'],
        },
      },
      tags: ['flowers'],
    });
    expect(components).toEqual([
      {
        type: 'file',
        'bom-ref': 'file:README.md',
        name: 'README.md',
        properties: [{ name: 'waybill:sizeBytes', value: '12' }],
      },
      {
        type: 'file',
        'bom-ref': 'file:model/model.safetensors',
        name: 'model/model.safetensors',
        hashes: [{ alg: 'SHA-256', content: 'c'.repeat(64) }],
        properties: [{ name: 'waybill:sizeBytes', value: '4800' }],
      },
    ]);
    expect(dependencies[0].dependsOn).toEqual([
      'file:README.md',
      'file:model/model.safetensors',
    ]);
  });

  it('names the package by an address that package tools know', () => {
    expect(buildCycloneDx(packageFacts()).metadata.component).toHaveProperty(
      'purl',
      `pkg:oci/iris@sha256%3A${'a'.repeat(
        64,
      )}?repository_url=registry.example.com%3A5000%2Fmodels%2Firis`,
    );
  });

  it('has nothing random in it', () => {
    const bill = buildCycloneDx(packageFacts());
    expect(bill).toEqual(buildCycloneDx(packageFacts()));
    expect(bill).not.toHaveProperty('serialNumber');
    expect(bill.metadata).not.toHaveProperty('timestamp');
  });

  it('lists the largest files of very many, and says so', async () => {
    const files = Array.from({ length: MAX_LISTED_FILES + 2 }, (_, index) => ({
      path: `${'folder/'.repeat(8)}file-${index}`,
      sizeBytes: index,
      digest: `sha256:${'d'.repeat(64)}`,
    }));
    const bill = buildCycloneDx(packageFacts({ files }));
    expect(bill.components).toHaveLength(MAX_LISTED_FILES);
    expect(bill.components[0].name).toBe(files[2].path);
    expect(bill.metadata.properties).toEqual([
      { name: 'waybill:filesLeftOut', value: '2' },
    ]);
    expect(bill.compositions).toEqual([
      expect.objectContaining({ aggregate: 'incomplete' }),
    ]);
    // all of them would take the schema's library minutes
    const short = { ...bill, components: bill.components.slice(0, 2) };
    expect(await validator.validate(JSON.stringify(short))).toBeNull();
    const spdx = buildSpdx(packageFacts({ files }));
    expect(spdx.comment).toContain('The 2 smallest files');
    for (const document of [bill, spdx])
      expect(canonicalJson(document).length).toBeLessThan(2.5 * 1024 * 1024);
  });
});
