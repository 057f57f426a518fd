import { createMockDirectory } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { runAction } from '../../__testUtils__/runAction';
import { createDoubles } from '../../__testUtils__/shipDoubles';
import { readSettings } from '../../settings';
import { createEnrollFleetAction } from './action';

const environmentOf = (name: string, more: JsonObject = {}) => ({
  name,
  namespace: 'models',
  fleet: {
    repository: 'https://git.example.com/ml/fleet',
    path: `clusters/${name}`,
  },
  ...more,
});

const settings = readSettings(
  new ConfigReader({
    waybill: {
      registries: [{ host: 'registry.example.com', plainHttp: true }],
      environments: [
        environmentOf('dev'),
        environmentOf('staging', {
          source: 'git',
          form: 'helm',
          delivery: { serviceAccountName: 'ml-delivery', interval: '5m' },
        }),
        environmentOf('production', {
          engine: 'argo-cd',
          delivery: { project: 'ml' },
        }),
        environmentOf('strict', {
          engine: 'argo-cd',
          delivery: { verification: { keySecret: 'release-keys' } },
        }),
      ],
    },
  }),
);

const manifestsRepository = 'registry.example.com/models/iris-manifests';
const repositoryUrl = 'https://git.example.com/ml/iris.git';

describe('waybill:fleet:enroll', () => {
  const workspace = createMockDirectory();

  function setUp() {
    const { dependencies, git } = createDoubles();
    const action = createEnrollFleetAction({ ...dependencies, settings });
    const run = (input: object) =>
      runAction(
        action,
        { name: 'iris', ...input },
        { workspacePath: workspace.path },
      );
    const objects = (path: string) =>
      parseAllDocuments(git.repositories.get('ml/fleet')!.get(path)!).map(
        document => document.toJS(),
      );
    const paths = () => [...git.repositories.get('ml/fleet')!.keys()];
    return { run, objects, paths };
  }

  it('has Flux take the newest signed artifact where nothing else is said', async () => {
    const { run, objects } = setUp();
    const { output } = await run({ environment: 'dev', manifestsRepository });
    expect(output.path).toBe('clusters/dev/iris.yaml');
    const [source, delivery] = objects('clusters/dev/iris.yaml');
    expect(source.spec).toMatchObject({
      url: `oci://${manifestsRepository}`,
      ref: { semver: '>=0.0.0-0' },
      insecure: true,
      verify: { secretRef: { name: 'cosign-pub' } },
    });
    expect(delivery.kind).toBe('Kustomization');
  });

  it('has Flux install the chart of a Git repository as the team', async () => {
    const { run, objects } = setUp();
    await run({ environment: 'staging', repositoryUrl, branch: 'release' });
    const [source, delivery] = objects('clusters/staging/iris.yaml');
    expect(source).toMatchObject({
      kind: 'GitRepository',
      spec: { url: repositoryUrl, ref: { branch: 'release' }, interval: '5m' },
    });
    expect(delivery).toMatchObject({
      kind: 'HelmRelease',
      spec: { serviceAccountName: 'ml-delivery' },
    });
  });

  it('has Argo CD take one artifact within the team’s project', async () => {
    const { run, objects } = setUp();
    await run({
      environment: 'production',
      manifestsRepository,
      reference: { tag: '1.0.0' },
    });
    const application = objects('clusters/production/iris.yaml').pop();
    expect(application).toMatchObject({
      kind: 'Application',
      metadata: { name: 'iris-production' },
      spec: {
        project: 'ml',
        source: {
          repoURL: `oci://${manifestsRepository}`,
          targetRevision: '1.0.0',
        },
      },
    });
  });

  it.each([
    { environment: 'dev', manifestsRepository },
    { environment: 'staging', repositoryUrl },
    { environment: 'production', manifestsRepository },
  ])(
    'writes over what delivers the same, and nothing else: %j',
    async input => {
      const { run } = setUp();
      const first = await run(input);
      await expect(run(input)).resolves.toMatchObject({
        output: { path: first.output.path },
      });
      const other = Object.fromEntries(
        Object.entries(input).map(([key, value]) => [
          key,
          value.replace('iris', 'other'),
        ]),
      );
      await expect(run(other)).rejects.toThrow(/\[FLEET_ENTRY_TAKEN\]/);
    },
  );

  it.each<[object, RegExp]>([
    [{ environment: 'dev' }, /give the input 'manifestsRepository'/],
    [
      { environment: 'staging', manifestsRepository },
      /give the input 'repositoryUrl'/,
    ],
    [{ environment: 'dev', manifestsRepository, reference: {} }, /\[MISSING\]/],
    [
      {
        environment: 'dev',
        manifestsRepository,
        reference: { tag: 'latest' },
      },
      /\[NOT_PINNED\]/,
    ],
    [
      { environment: 'dev', manifestsRepository, values: { a: 1 } },
      /\[IGNORED_FIELD\]/,
    ],
    [
      { environment: 'strict', manifestsRepository },
      /cannot verify .*\[IGNORED_FIELD\]/,
    ],
    [
      { environment: 'dev', manifestsRepository: 'other.example/iris' },
      /\[REGISTRY_NOT_CONFIGURED\]/,
    ],
  ])('refuses %j', async (input, message) => {
    const { run, paths } = setUp();
    await expect(run(input)).rejects.toThrow(message);
    expect(paths()).toEqual(['README.md']);
  });
});
