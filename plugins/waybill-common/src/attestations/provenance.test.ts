import fc from 'fast-check';
import { isSecretName } from './leaveOutSecrets';
import {
  buildProvenance,
  commitMaterial,
  packageMaterial,
  type ProvenanceOptions,
} from './provenance';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function ofTask(
  parameters: Record<string, unknown>,
  more: Partial<ProvenanceOptions> = {},
) {
  return buildProvenance({
    run: {
      kind: 'scaffolder-task',
      templateRef: 'template:default/ship-a-model',
      parameters,
      startedBy: 'user:default/ada',
    },
    builderId: 'https://portal.example.com/api/scaffolder',
    ...more,
  });
}

describe('buildProvenance', () => {
  it('tells of a task what was asked for, of what it was made, by whom and when', () => {
    expect(
      ofTask(
        { name: 'iris', version: '1.0.0' },
        {
          builderVersion: { waybill: '1.2.3' },
          invocationId: 'task-1',
          startedOn: '2026-11-21T12:00:00.123Z',
          finishedOn: '2026-11-21T12:01:00Z',
          materials: [
            commitMaterial(
              'https://git.example.com/models/iris',
              'c'.repeat(40),
              'refs/heads/main',
            ),
            packageMaterial('r.example/base', DIGEST, { name: 'base image' }),
          ],
        },
      ),
    ).toEqual({
      buildDefinition: {
        buildType: 'https://waybill.dev/buildtypes/scaffolder-task/v1',
        externalParameters: {
          template: 'template:default/ship-a-model',
          parameters: { name: 'iris', version: '1.0.0' },
        },
        internalParameters: { startedBy: 'user:default/ada' },
        resolvedDependencies: [
          {
            uri: 'git+https://git.example.com/models/iris@refs/heads/main',
            digest: { gitCommit: 'c'.repeat(40) },
          },
          {
            uri: `oci://r.example/base@${DIGEST}`,
            digest: { sha256: 'a'.repeat(64) },
            name: 'base image',
          },
        ],
      },
      runDetails: {
        builder: {
          id: 'https://portal.example.com/api/scaffolder',
          version: { waybill: '1.2.3' },
        },
        metadata: {
          invocationId: 'task-1',
          startedOn: '2026-11-21T12:00:00Z',
          finishedOn: '2026-11-21T12:01:00Z',
        },
      },
    });
  });

  it('tells of a pipeline where its definition is', () => {
    expect(
      buildProvenance({
        run: {
          kind: 'pipeline-run',
          source: 'git+https://git.example.com/models/iris@refs/tags/1.0.0',
          path: '.ci/release.yaml',
          parameters: { version: '1.0.0' },
          environment: { event: 'push' },
        },
        builderId: 'https://ci.example.com/runners/shared',
        byproducts: [{ uri: 'https://ci.example.com/runs/7/log' }],
      }),
    ).toEqual({
      buildDefinition: {
        buildType: 'https://waybill.dev/buildtypes/pipeline-run/v1',
        externalParameters: {
          pipeline: {
            source: 'git+https://git.example.com/models/iris@refs/tags/1.0.0',
            path: '.ci/release.yaml',
          },
          parameters: { version: '1.0.0' },
        },
        internalParameters: { environment: { event: 'push' } },
        resolvedDependencies: [],
      },
      runDetails: {
        builder: { id: 'https://ci.example.com/runners/shared' },
        byproducts: [{ uri: 'https://ci.example.com/runs/7/log' }],
      },
    });
  });

  it('leaves out what is named like a secret, looks like one or holds one, and says where', () => {
    const { buildDefinition } = ofTask(
      {
        hubToken: 'abc',
        nested: { 'API_KEY/x': 'abc', list: ['fine', 'glpat-abcdefghijkl'] },
        pem: '-----BEGIN EC PRIVATE KEY-----\nabc',
        url: 'https://ada:pw@git.example.com/x',
        note: 'it is s3cr3t!',
        tokenizer: 'bpe',
        maxTokens: 512,
      },
      { secretValues: ['s3cr3t', 'x'] },
    );
    expect(buildDefinition.externalParameters.parameters).toEqual({
      nested: { list: ['fine'] },
      url: 'https://git.example.com/x',
      tokenizer: 'bpe',
      maxTokens: 512,
    });
    expect(buildDefinition.internalParameters).toEqual({
      startedBy: 'user:default/ada',
      leftOut: [
        '/parameters/hubToken',
        '/parameters/nested/API_KEY~1x',
        '/parameters/nested/list/1',
        '/parameters/pem',
        '/parameters/note',
      ],
    });
  });

  it('leaves secrets out of materials', () => {
    const { buildDefinition } = ofTask(
      {},
      { materials: [{ uri: 'git+https://u:p@git.example.com/x' }] },
    );
    expect(buildDefinition.resolvedDependencies).toEqual([
      { uri: 'git+https://git.example.com/x' },
    ]);
  });

  it('never tells a known secret, wherever it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const secret = 'correct horse';
        const hidden = JSON.parse(JSON.stringify({ value }), (_, part) =>
          typeof part === 'string' ? `${part}${secret}` : part,
        );
        expect(
          JSON.stringify(ofTask(hidden, { secretValues: [secret] })),
        ).not.toContain(secret);
      }),
    );
  });

  it('refuses a time that is none', () => {
    expect(() => ofTask({}, { startedOn: 'yesterday' })).toThrow(RangeError);
  });
});

describe('isSecretName', () => {
  it.each(['password', 'dbPassword', 'GITHUB_TOKEN', 'api-key', 'privateKey'])(
    'knows %s',
    name => expect(isSecretName(name)).toBe(true),
  );
  it.each(['tokenizer', 'maxTokens', 'key', 'monkey', 'passage', 'publicKey'])(
    'lets %s pass',
    name => expect(isSecretName(name)).toBe(false),
  );
});
