import {
  type ModelDeclaration,
  PROFILE_PRESETS,
} from '@waybill/backstage-plugin-waybill-common';
import {
  readEnvironmentProfile,
  readModelDeclaration,
  readServingSpec,
} from '.';

const declaration: ModelDeclaration = {
  name: 'iris',
  package: {
    repository: 'registry.example.com/models/iris',
    version: '1.0.0',
    digest: `sha256:${'a'.repeat(64)}`,
  },
  serving: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  environments: [
    {
      name: 'production',
      namespace: 'models',
      profile: PROFILE_PRESETS['production-gpu'],
    },
  ],
  form: 'helm',
};

function nested(depth: number): object {
  return depth === 0 ? {} : { inner: nested(depth - 1) };
}

describe('readModelDeclaration', () => {
  it('gives what was sent', () => {
    expect(
      readModelDeclaration(JSON.parse(JSON.stringify(declaration))),
    ).toEqual(declaration);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, ''],
    ['a list', [], ''],
    ['a field that there is not', { ...declaration, extra: 1 }, ''],
    ['a name that is no text', { ...declaration, name: 1 }, 'name'],
    ['a long name', { ...declaration, name: 'n'.repeat(254) }, 'name'],
    [
      'another scheme',
      {
        ...declaration,
        serving: { ...declaration.serving, storage: { scheme: 'ftp' } },
      },
      'serving.storage.scheme',
    ],
    [
      'too many environments',
      {
        ...declaration,
        environments: Array(51).fill(declaration.environments[0]),
      },
      'environments',
    ],
    [
      'text as a count',
      {
        ...declaration,
        environments: [
          { name: 'dev', namespace: 'dev', profile: { gpu: { count: '1' } } },
        ],
      },
      'environments[0].profile.gpu.count',
    ],
    [
      'a transformer without a bottom',
      {
        ...declaration,
        serving: { ...declaration.serving, transformer: nested(21) },
      },
      'serving.transformer',
    ],
    [
      'a toleration that is no data',
      {
        ...declaration,
        environments: [
          {
            name: 'dev',
            namespace: 'dev',
            profile: { tolerations: [{ key: () => 'x' }] },
          },
        ],
      },
      'environments[0].profile.tolerations[0]',
    ],
  ])('refuses %s', (_, value, field) => {
    expect(() => readModelDeclaration(value)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', field }),
    );
  });
});

describe('readServingSpec', () => {
  it('names the field where it stands', () => {
    expect(() =>
      readServingSpec({ kind: 'Deployment', delivery: 'email' }),
    ).toThrow(expect.objectContaining({ field: 'serving.delivery' }));
  });
});

describe('readEnvironmentProfile', () => {
  it('takes a profile by its name, or written out', () => {
    expect(readEnvironmentProfile('staging')).toEqual(PROFILE_PRESETS.staging);
    expect(readEnvironmentProfile({ logLevel: 'debug' })).toEqual({
      logLevel: 'debug',
    });
  });

  it.each(['qa', '', 'constructor', '__proto__'])(
    'refuses the name %j, and says which there are',
    name => {
      expect(() =>
        readEnvironmentProfile(name, 'waybill.environments[0].profile'),
      ).toThrow(
        expect.objectContaining({
          code: 'INVALID_VALUE',
          field: 'waybill.environments[0].profile',
          message: expect.stringContaining('dev, staging, production'),
        }),
      );
    },
  );
});
