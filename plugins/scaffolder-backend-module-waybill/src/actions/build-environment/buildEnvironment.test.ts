import { readFile } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import { parseAllDocuments } from 'yaml';
import { runAction } from '../../__testUtils__/runAction';
import { createDoubles, TRUST_POLICY } from '../../__testUtils__/shipDoubles';
import { readSettings } from '../../settings';
import { createBuildEnvironmentAction } from './action';

const KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
-----END PUBLIC KEY-----
`;

const policyOf = (name: string, publicKeyPem: string): TrustPolicy => ({
  ...TRUST_POLICY,
  name,
  keys: [{ name: 'release', publicKeyPem }],
});

const settings = readSettings(
  new ConfigReader({
    waybill: {
      registries: [{ host: 'registry.example.com', plainHttp: true }],
      environments: [
        {
          name: 'dev',
          namespace: 'models-dev',
          fleet: {
            repository: 'https://git.example.com/ml/fleet',
            path: 'clusters/dev',
          },
        },
        {
          name: 'production',
          namespace: 'models',
          engine: 'argo-cd',
          delivery: {
            project: 'ml-production',
            destinationServer: 'https://production.example.com',
          },
          fleet: {
            repository: 'https://git.example.com/ml/fleet',
            path: 'clusters/production',
          },
        },
        { name: 'nowhere', namespace: 'models' },
      ],
    },
  }),
);

describe('waybill:environment:build', () => {
  const workspace = createMockDirectory();
  const { dependencies } = createDoubles();
  const run = (
    input: object,
    policies: TrustPolicy[] = [policyOf('portal', KEY), policyOf('other', KEY)],
  ) =>
    runAction(
      createBuildEnvironmentAction({
        ...dependencies,
        settings,
        trustPolicies: async () => policies,
      }),
      { ...input },
      { workspacePath: workspace.path },
    );
  const objects = async (path: string) =>
    parseAllDocuments(
      await readFile(workspace.resolve(`fleet/${path}`), 'utf8'),
    ).map(document => document.toJS());

  beforeEach(() => workspace.clear());

  it('writes the files of an environment of Flux, and says which', async () => {
    const { output, log } = await run({
      environment: 'dev',
      tenant: 'ml',
      imageAutomation: [
        {
          name: 'iris',
          repository: 'registry.example.com/models/iris',
          range: '1.x',
        },
      ],
    });
    expect(log[0]).toBe(
      "Plan: write the environment 'dev' as 5 files to 'fleet'",
    );
    expect(output.files).toEqual([
      'clusters/dev/environment/tenant.yaml',
      'clusters/dev/environment/verification.yaml',
      'clusters/dev/environment/image-automation.yaml',
      'bootstrap/dev/fleet.yaml',
      'bootstrap/dev/README.md',
    ]);
    const [secret] = await objects(
      'clusters/dev/environment/verification.yaml',
    );
    // Two policies trust the same key.
    expect(secret.stringData).toEqual({ 'key-1.pub': KEY });
    const [images] = await objects(
      'clusters/dev/environment/image-automation.yaml',
    );
    expect(images.spec).toMatchObject({
      image: 'registry.example.com/models/iris',
      insecure: true,
    });
  });

  it('takes what is configured of an environment of Argo CD', async () => {
    await run({
      environment: 'production',
      tenant: 'ml',
      operators: ['ml-leads'],
      sourceRepos: ['oci://registry.example.com/models/*'],
    });
    const [project] = await objects(
      'clusters/production/environment/project.yaml',
    );
    expect(project).toMatchObject({
      metadata: { name: 'ml-production', namespace: 'argocd' },
      spec: {
        destinations: [
          { server: 'https://production.example.com', namespace: 'models' },
        ],
      },
    });
  });

  it.each<[object, RegExp]>([
    [{ environment: 'nope', tenant: 'ml' }, /\[ENVIRONMENT_UNKNOWN\]/],
    [{ environment: 'nowhere', tenant: 'ml' }, /\[INVALID_SETTINGS\]/],
    [{ environment: 'dev', tenant: 'ML' }, /\[INVALID_NAME\]/],
    [
      { environment: 'dev', tenant: 'ml', policy: 'nope' },
      /has 'portal', 'other' \[POLICY_UNKNOWN\]/,
    ],
    [{ environment: 'production', tenant: 'ml' }, /\[MISSING\]/],
    [
      {
        environment: 'dev',
        tenant: 'ml',
        imageAutomation: [
          { name: 'iris', repository: 'other.example/iris', range: '1.x' },
        ],
      },
      /\[REGISTRY_NOT_CONFIGURED\]/,
    ],
    [
      { environment: 'dev', tenant: 'ml', targetPath: '../out' },
      /targetPath|outside|workspace/i,
    ],
  ])('refuses %j', async (input, message) => {
    await expect(run(input)).rejects.toThrow(message);
  });

  it('refuses a key that is private, and shows nothing of it', async () => {
    const secret = KEY.replace(/PUBLIC/g, 'PRIVATE');
    await expect(
      run({ environment: 'dev', tenant: 'ml' }, [policyOf('portal', secret)]),
    ).rejects.toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('MFkwEwYH'),
      }),
    );
  });
});
