import { PredicateType } from '@waybill/backstage-plugin-waybill-common';
import { readPredicate } from './readPredicate';

const read = (type: string, predicate: unknown) =>
  readPredicate(type, JSON.stringify(predicate));

describe('readPredicate', () => {
  it('reads who built, of what, and what was asked for', () => {
    expect(
      read(PredicateType.provenance, {
        buildDefinition: {
          buildType: 'https://waybill.dev/buildtypes/scaffolder-task/v1',
          externalParameters: {
            name: 'iris',
            tags: ['a', 'b'],
            deep: { n: 1 },
          },
          resolvedDependencies: [
            { uri: 'git+https://g.example/x', digest: { gitCommit: 'ab12' } },
            {
              uri: 'oci://r.example/b@sha256:cd34',
              digest: { sha256: 'cd34' },
            },
            { name: 'data' },
          ],
        },
        runDetails: {
          builder: { id: 'https://portal.example' },
          metadata: { invocationId: '7', finishedOn: '2026-11-21T12:00:00Z' },
        },
      }),
    ).toEqual({
      kind: 'provenance',
      builder: 'https://portal.example',
      buildType: 'https://waybill.dev/buildtypes/scaffolder-task/v1',
      invocation: '7',
      startedOn: undefined,
      finishedOn: '2026-11-21T12:00:00Z',
      parameters: [
        { place: 'name', value: 'iris' },
        { place: 'tags', value: 'a, b' },
        { place: 'deep.n', value: '1' },
      ],
      materials: [
        { uri: 'git+https://g.example/x', digests: ['gitCommit:ab12'] },
        { uri: 'oci://r.example/b@sha256:cd34', digests: [] },
        { uri: 'data', digests: [] },
      ],
      materialCount: 3,
    });
  });

  it('reads components and licenses of CycloneDX', () => {
    expect(
      read(PredicateType.cyclonedx, {
        specVersion: '1.6',
        metadata: { component: { name: 'iris', version: '1.3.0' } },
        components: [
          {
            name: 'model.joblib',
            type: 'machine-learning-model',
            licenses: [{ license: { id: 'MIT' } }, { license: { id: 'MIT' } }],
          },
          { name: 'data', licenses: [{ expression: 'MIT OR CC-BY-4.0' }] },
        ],
      }),
    ).toMatchObject({
      kind: 'bom',
      format: 'CycloneDX 1.6',
      subject: { name: 'iris', version: '1.3.0' },
      components: [
        {
          name: 'model.joblib',
          type: 'machine-learning-model',
          licenses: ['MIT'],
        },
        { name: 'data', licenses: ['MIT OR CC-BY-4.0'] },
      ],
      componentCount: 2,
      licenses: ['MIT', 'MIT OR CC-BY-4.0'],
    });
  });

  it('reads packages and files of SPDX', () => {
    expect(
      read(PredicateType.spdx, {
        spdxVersion: 'SPDX-2.3',
        name: 'iris',
        packages: [{ name: 'iris', versionInfo: '1', licenseDeclared: 'MIT' }],
        files: [{ fileName: './README.md', licenseConcluded: 'NOASSERTION' }],
      }),
    ).toMatchObject({
      format: 'SPDX 2.3',
      components: [
        { name: 'iris', version: '1', type: 'package', licenses: ['MIT'] },
        { name: './README.md', type: 'file', licenses: [] },
      ],
      licenses: ['MIT'],
    });
  });

  it('lists what a type says that has no form of its own', () => {
    expect(
      read(PredicateType.modelCard, {
        metrics: { accuracy: 0.97 },
        none: null,
      }),
    ).toEqual({
      kind: 'facts',
      facts: [{ place: 'metrics.accuracy', value: '0.97' }],
    });
  });

  it('shows as text what is no JSON', () => {
    expect(readPredicate(PredicateType.cyclonedx, '{"a":')).toEqual({
      kind: 'text',
    });
  });

  it.each([
    PredicateType.provenance,
    PredicateType.cyclonedx,
    PredicateType.spdx,
    PredicateType.modelCard,
  ])('makes the best of a %s that is not as it should be', type => {
    for (const nonsense of [
      null,
      1,
      'x',
      [],
      [[null]],
      {
        components: 1,
        packages: {},
        files: 'x',
        buildDefinition: [],
        runDetails: 1,
      },
      { components: [null, 1, { licenses: [null, { license: 1 }] }] },
      { packages: [null], files: [1] },
      { buildDefinition: { resolvedDependencies: [null, { digest: 1 }] } },
    ]) {
      expect(['provenance', 'bom', 'facts']).toContain(
        read(type, nonsense).kind,
      );
    }
  });

  it('shows no more than a person can read', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`k${index}`, 'x'.repeat(900)]),
    );
    const view = read(PredicateType.modelCard, many);
    expect(view.kind === 'facts' && view.facts).toHaveLength(100);
    expect(view.kind === 'facts' && view.facts[0].value).toHaveLength(501);

    const components = Array.from({ length: 900 }, () => ({ name: 'x' }));
    const bom = read(PredicateType.cyclonedx, { components });
    expect(bom.kind === 'bom' && bom.components).toHaveLength(200);
    expect(bom.kind === 'bom' && bom.componentCount).toBe(900);
  });
});
