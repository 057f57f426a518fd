import fc from 'fast-check';
import type {
  DeclaredEnvironment,
  EnvironmentProfile,
  ModelDeclaration,
} from '../declaration';
import {
  canary,
  declarationOf,
  DECLARATIONS,
  deployment,
  digestOf,
  inferenceService,
  llm,
} from './__testUtils__/declarations';
import { buildDeployFiles } from './buildDeployFiles';
import { listDeclarationProblems } from './listDeclarationProblems';

const load = {
  requestsPerSecond: 5,
  durationSeconds: 60,
  image: `registry.example.com/curl@${digestOf('1')}`,
};

function inProfile(profile: EnvironmentProfile): ModelDeclaration {
  return declarationOf(inferenceService, [
    { name: 'dev', namespace: 'models', profile: {} },
    { name: 'staging', namespace: 'models', profile },
  ]);
}

function withEnvironments(
  ...changes: Partial<DeclaredEnvironment>[]
): ModelDeclaration {
  return declarationOf(
    inferenceService,
    changes.map(change => ({
      name: 'dev',
      namespace: 'models',
      profile: {},
      ...change,
    })),
  );
}

describe('listDeclarationProblems', () => {
  it.each(DECLARATIONS)('has nothing against %s', (_, declaration) => {
    expect(listDeclarationProblems(declaration)).toEqual([]);
  });

  it.each<[string, ModelDeclaration, string, string]>([
    ['no environment', withEnvironments(), 'NO_ENVIRONMENT', 'environments'],
    [
      'too many environments',
      withEnvironments(
        ...Array.from({ length: 51 }, (_, index) => ({ name: `e${index}` })),
      ),
      'INVALID_VALUE',
      'environments',
    ],
    [
      'two environments of one name',
      withEnvironments({}, {}),
      'CONFLICT',
      'environments[1].name',
    ],
    [
      'two environments in one namespace of a cluster',
      withEnvironments({ cluster: 'one' }, { name: 'qa', cluster: 'one' }),
      'CONFLICT',
      'environments[1].namespace',
    ],
    [
      'a name that leaves its folder',
      withEnvironments({ name: '../dev' }),
      'INVALID_NAME',
      'environments[0].name',
    ],
    [
      'a namespace of more than 63 characters',
      withEnvironments({ namespace: 'n'.repeat(64) }),
      'INVALID_NAME',
      'environments[0].namespace',
    ],
    [
      'a tag in place of a digest',
      withEnvironments({
        package: {
          repository: 'registry.example.com/iris',
          version: '1.0.0',
          digest: '1.0.0',
        },
      }),
      'NOT_PINNED',
      'environments[0].package.digest',
    ],
    [
      'the canary that is the stable version',
      inProfile({ canary: { ...canary, digest: digestOf('a') } }),
      'CONFLICT',
      'environments[1].profile.canary.digest',
    ],
    [
      'one canary twice',
      inProfile({ canary, furtherCanaries: [canary] }),
      'CONFLICT',
      'environments[1].profile.furtherCanaries[0].digest',
    ],
    [
      'a canary that the mode ignores',
      declarationOf({ ...deployment, route: undefined }, [
        { name: 'dev', namespace: 'models', profile: { canary } },
      ]),
      'IGNORED_FIELD',
      'environments[0].profile.canary',
    ],
    [
      'load without an end',
      inProfile({ syntheticLoad: { ...load, durationSeconds: 1e9 } }),
      'INVALID_VALUE',
      'environments[1].profile.syntheticLoad.durationSeconds',
    ],
    [
      'load of half a request',
      inProfile({ syntheticLoad: { ...load, requestsPerSecond: 0.5 } }),
      'INVALID_VALUE',
      'environments[1].profile.syntheticLoad.requestsPerSecond',
    ],
    [
      'load from an image by tag',
      inProfile({ syntheticLoad: { ...load, image: 'docker.io/curl:8.0.0' } }),
      'NOT_PINNED',
      'environments[1].profile.syntheticLoad.image',
    ],
    [
      'load on another host',
      inProfile({ syntheticLoad: { ...load, path: '@evil.example.com/' } }),
      'INVALID_VALUE',
      'environments[1].profile.syntheticLoad.path',
    ],
    [
      'load with a body that is a file',
      inProfile({ syntheticLoad: { ...load, body: 'x'.repeat(65_537) } }),
      'INVALID_VALUE',
      'environments[1].profile.syntheticLoad.body',
    ],
    [
      'a budget that nobody can keep',
      inProfile({ disruptionBudget: { minAvailable: 1 } }),
      'CONFLICT',
      'environments[1].profile.disruptionBudget.minAvailable',
    ],
    [
      'a form that there is not',
      { ...inProfile({}), form: 'jsonnet' as never },
      'INVALID_VALUE',
      'form',
    ],
    [
      'a kind that serves nothing',
      { ...inProfile({}), serving: { kind: 'Pod' } as never },
      'INVALID_VALUE',
      'serving.kind',
    ],
  ])('refuses %s', (_, declaration, code, field) => {
    expect(listDeclarationProblems(declaration)).toContainEqual(
      expect.objectContaining({ code, field }),
    );
    expect(() => buildDeployFiles(declaration)).toThrow(
      expect.objectContaining({ name: 'ManifestError' }),
    );
  });

  it('tells what is wrong with the model once, and not for each environment', () => {
    const declaration = {
      ...withEnvironments({}, { name: 'qa' }),
      name: 'Not a name',
    };
    expect(
      listDeclarationProblems(declaration).map(({ field }) => field),
    ).toEqual(['name']);
  });

  it('writes for a runtime that only the cluster knows, and says so', () => {
    const declaration = declarationOf(
      { ...inferenceService, modelFormat: { name: 'our-own' } },
      [{ name: 'dev', namespace: 'models', profile: {} }],
    );
    expect(
      listDeclarationProblems(declaration).map(({ code }) => code),
    ).toEqual(['UNKNOWN_FORMAT']);
    expect(buildDeployFiles(declaration)).toHaveLength(4);
  });

  it('never throws, whatever it is given', () => {
    const valid = declarationOf(llm, []);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc
            .tuple(fc.constantFrom(...Object.keys(valid)), fc.anything())
            .map(([key, value]) => ({ ...valid, [key]: value })),
          fc
            .anything()
            .map(profile => withEnvironments({ profile: profile as never })),
          fc
            .dictionary(
              fc.constantFrom(
                'replicas',
                'canary',
                'syntheticLoad',
                'gpu',
                'env',
                'tolerations',
                'disruptionBudget',
              ),
              fc.anything(),
            )
            .map(profile => withEnvironments({ profile })),
        ),
        hostile => {
          expect(listDeclarationProblems(hostile as never)).toBeInstanceOf(
            Array,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
