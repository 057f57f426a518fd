import { buildSpdx } from './spdx';
import { bareFacts, packageFacts } from './__testUtils__/packageFacts';

describe('buildSpdx', () => {
  const document = buildSpdx(packageFacts(), {
    timestamp: '2026-11-21T12:00:00.123Z',
    toolVersion: '1.2.3',
  });

  it('says what it is, of what, and when it was made', () => {
    expect(document).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      documentNamespace: `https://waybill.dev/spdx/registry.example.com%3A5000/models/iris/sha256-${'a'.repeat(
        64,
      )}`,
      creationInfo: {
        created: '2026-11-21T12:00:00Z',
        creators: ['Tool: waybill-1.2.3'],
      },
    });
  });

  it('lists the model, its files, what it was made of and with', () => {
    expect(
      document.packages.map(({ SPDXID, name, checksums }) => ({
        SPDXID,
        name,
        checksums,
      })),
    ).toEqual([
      {
        SPDXID: 'SPDXRef-model',
        name: 'iris',
        checksums: [{ algorithm: 'SHA256', checksumValue: 'a'.repeat(64) }],
      },
      { SPDXID: 'SPDXRef-file-1', name: 'README.md' },
      {
        SPDXID: 'SPDXRef-file-2',
        name: 'model/model.safetensors',
        checksums: [{ algorithm: 'SHA256', checksumValue: 'c'.repeat(64) }],
      },
      {
        SPDXID: 'SPDXRef-base-model-1',
        name: 'acme/base',
        checksums: [{ algorithm: 'SHA256', checksumValue: 'b'.repeat(64) }],
      },
      { SPDXID: 'SPDXRef-dataset-1', name: 'iris-data' },
    ]);
    const ids = new Set([
      'SPDXRef-DOCUMENT',
      ...document.packages.map(({ SPDXID }) => SPDXID),
    ]);
    expect(
      document.relationships.filter(
        ({ spdxElementId, relatedSpdxElement }) =>
          !ids.has(spdxElementId) || !ids.has(relatedSpdxElement),
      ),
    ).toEqual([]);
    expect(
      document.relationships.map(({ relationshipType }) => relationshipType),
    ).toEqual(['DESCRIBES', 'CONTAINS', 'CONTAINS', 'DESCENDANT_OF', 'OTHER']);
  });

  it('spells out a license that the SPDX list does not have', () => {
    expect(document.packages[0]).toMatchObject({
      licenseDeclared: 'Apache-2.0 AND LicenseRef-2',
      licenseConcluded: 'NOASSERTION',
    });
    expect(document.hasExtractedLicensingInfos).toEqual([
      {
        licenseId: 'LicenseRef-2',
        name: 'Our own terms',
        extractedText: 'Our own terms',
      },
    ]);
  });

  it('has the time of the package where nobody gives another', () => {
    const createdAt = '2026-11-20T08:00:00.000Z';
    const { creationInfo } = buildSpdx(packageFacts({ createdAt }));
    expect(creationInfo.created).toBe('2026-11-20T08:00:00Z');
  });

  it('asserts nothing that nobody has told, and is the same each time', () => {
    const bare = buildSpdx(bareFacts());
    expect(bare.packages).toEqual([
      expect.objectContaining({
        name: 'bare',
        licenseDeclared: 'NOASSERTION',
        downloadLocation: 'NOASSERTION',
      }),
    ]);
    expect(bare).not.toHaveProperty('hasExtractedLicensingInfos');
    expect(buildSpdx(bareFacts())).toEqual(bare);
  });
});
