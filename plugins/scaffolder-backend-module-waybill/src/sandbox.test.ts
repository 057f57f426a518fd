/** Ships a real example model with real packages, signatures and Git commits, to the sandbox's registry and Git remote. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { JsonObject } from '@backstage/types';
import {
  createScmClient,
  generateCosignKeyPair,
  HttpRegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import {
  startGitRemote,
  startRegistry,
  type RunningGitRemote,
  type RunningRegistry,
} from '@waybill/sandbox';
import {
  portalActions,
  readTemplate,
  type TemplateName,
} from './__testUtils__/portalTemplates';
import { runTemplate } from './__testUtils__/runTemplate';
import type { ActionDependencies } from './dependencies';
import { MemoryDigestCache } from './packages/MemoryDigestCache';
import { createSigningTools } from './signingTools';
import { readSettings } from './settings';

const examples = resolve(__dirname, '../../../examples');
// Keys are opened with scrypt and commits are made by git: slow on a machine that is busy with other suites.
jest.setTimeout(240_000);

/** Bundles: the signature, provenance and bill of materials. */
const SIGNATURE_AND_ATTESTATIONS = 3;

describe('Ship a model to the sandbox', () => {
  const workspace = createMockDirectory();
  let dir: string;
  let registry: RunningRegistry;
  let git: RunningGitRemote;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waybill-ship-'));
    registry = await startRegistry({ dir: join(dir, 'registry'), port: 0 });
    git = await startGitRemote({
      dir: join(dir, 'git'),
      port: 0,
      username: 'waybill',
      token: 't0ken',
    });
    const pair = await generateCosignKeyPair('right');
    await writeFile(join(dir, 'cosign.key'), pair.privateKeyPem);
    await writeFile(join(dir, 'cosign.pub'), pair.publicKeyPem);
  });

  afterAll(async () => {
    await registry.stop();
    await git.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const createConfig = (password: string) =>
    new ConfigReader({
      waybill: {
        registries: [{ host: registry.host, plainHttp: true }],
        environments: [
          {
            name: 'dev',
            cluster: 'dev',
            namespace: 'models',
            fleet: {
              repository: `${git.url}/waybill/fleet`,
              path: 'clusters/dev',
            },
          },
        ],
        signing: {
          keys: [
            {
              name: 'default',
              privateKeyFile: join(dir, 'cosign.key'),
              password,
            },
          ],
        },
        verification: {
          policies: [
            {
              name: 'portal',
              repositories: [`${registry.host}/**`],
              keys: [
                { name: 'default', publicKeyFile: join(dir, 'cosign.pub') },
              ],
            },
          ],
        },
        defaults: {
          registry: registry.host,
          repositoryPrefix: 'models',
          gitHost: git.host,
          gitOwner: 'waybill',
        },
      },
      integrations: {
        gitea: [
          {
            host: git.host,
            baseUrl: git.url,
            username: 'waybill',
            password: 't0ken',
          },
        ],
      },
    });

  const ship = (parameters: JsonObject, password?: string) =>
    runForm(
      'ship-a-model',
      {
        source: 'https://git.example.com/iris',
        version: '1.0.0',
        modelFormat: 'sklearn',
        owner: 'group:default/ml-team',
        environment: 'dev',
        ...parameters,
      },
      password,
    );

  async function runForm(
    template: TemplateName,
    parameters: JsonObject,
    password = 'right',
  ) {
    workspace.clear();
    const config = createConfig(password);
    const client = HttpRegistryClient.fromConfig(config);
    const integrations = ScmIntegrations.fromConfig(config);
    const scm = createScmClient(integrations, git.host);
    await scm.createRepository({ owner: 'waybill', name: 'fleet' });
    const registered: string[] = [];
    const dependencies: ActionDependencies = {
      settings: readSettings(config),
      client,
      digestCache: new MemoryDigestCache(),
      signing: createSigningTools({
        client,
        config,
        now: () => new Date('2026-11-21T10:00:00Z'),
      }),
      trustPolicies: async () => [],
      sources: {
        readTree: async (url, directory) => {
          await cp(join(examples, 'models/iris'), directory, {
            recursive: true,
          });
          await writeFile(join(directory, 'SOURCE.md'), url);
        },
        openUpload: () => Promise.reject(new Error('no uploads here')),
      },
      platforms: {
        read: () => Promise.reject(new Error('no platform here')),
      },
      imports: {
        plan: () => Promise.reject(new Error('no imports here')),
      },
      scm: () => scm,
      now: () => 0,
    };
    const run = await runTemplate(readTemplate(template), {
      actions: portalActions(dependencies, registered),
      parameters,
      workspacePath: workspace.path,
    });
    return { run, registered, client, scm };
  }

  it('publishes signed packages by digest and declares them in Git', async () => {
    const { run, registered, client, scm } = await ship({ name: 'iris' });
    const { digest } = run.outputs.build as { digest: string };
    const path = 'models/iris';
    await expect(
      client.resolve({ host: registry.host, path }, '1.0.0'),
    ).resolves.toMatchObject({ digest });
    const pin = await scm.readFile(
      { owner: 'waybill', name: 'iris' },
      { path: 'deploy/environments/dev/inference-service.yaml' },
    );
    expect(pin?.content).toContain(
      `storageUri: oci://${registry.host}/${path}@${digest}`,
    );
    expect(run.outputs.verify.verdict).toMatchObject({
      state: 'verified',
      attestations: expect.arrayContaining(
        ['https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom'].map(
          predicateType =>
            expect.objectContaining({ predicateType, isAccepted: true }),
        ),
      ),
    });
    expect(run.outputs.verifyManifests.verdict).toMatchObject({
      state: 'verified',
      policy: 'portal',
      key: 'default',
      forms: ['bundle', 'legacy'],
    });
    expect(registered).toEqual([
      `${git.url}/waybill/iris/src/branch/main/catalog-info.yaml`,
    ]);
  });

  it('changes nothing when it is run again', async () => {
    const first = await ship({ name: 'twice' });
    const second = await ship({ name: 'twice' });
    expect(second.run.outputs.publish).toEqual(first.run.outputs.publish);
    expect(second.run.outputs.enroll).toEqual(first.run.outputs.enroll);
    expect(second.run.log).toContain(
      'The registry has this version already: nothing to send',
    );
    const { digest } = first.run.outputs.build as { digest: string };
    await expect(
      first.client.listReferrers(
        { host: registry.host, path: 'models/twice' },
        digest,
      ),
    ).resolves.toHaveLength(SIGNATURE_AND_ATTESTATIONS);
  });

  it('announces nothing when the password of the key is wrong', async () => {
    await expect(ship({ name: 'locked' }, 'wrong')).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('[WRONG_PASSWORD]'),
    });
    const { scm } = await ship({ name: 'other' });
    await expect(
      scm.getRepository({ owner: 'waybill', name: 'locked' }),
    ).resolves.toBeUndefined();
  });

  describe('New model version', () => {
    const renew = (name: string, rollout: string) =>
      runForm('new-model-version', {
        repository: `${registry.host}/models/${name}`,
        source: 'https://git.example.com/iris-retrained',
        version: '1.1.0',
        rollout,
        gitUrl: `${git.url}/waybill/${name}`,
        environments: ['dev'],
      });
    const PIN = 'deploy/environments/dev/inference-service.yaml';

    it('changes one pin by a pull request, which is found again', async () => {
      await ship({ name: 'renewed' });
      const { run, scm } = await renew('renewed', 'pull-request');
      const { digest } = run.outputs.build as { digest: string };
      const repo = { owner: 'waybill', name: 'renewed' };
      const head = await scm.readFile(repo, {
        path: PIN,
        ref: 'waybill/renewed-1.1.0-dev',
      });
      expect(head?.content).toContain(digest);
      const main = await scm.readFile(repo, { path: PIN });
      expect(main?.content).not.toContain(digest);
      const again = await renew('renewed', 'pull-request');
      expect(again.run.outputs.bump).toEqual(run.outputs.bump);
    });

    it('commits, and has the manifests of the version delivered', async () => {
      await ship({ name: 'rolled' });
      const { run, client } = await renew('rolled', 'commit');
      const { digest } = run.outputs.pushManifests as { digest: string };
      await expect(
        client.resolve(
          { host: registry.host, path: 'models/rolled-manifests' },
          '1.1.0',
        ),
      ).resolves.toMatchObject({ digest });
      expect(run.outputs.verifyManifests.verdict).toMatchObject({
        state: 'verified',
      });
      expect((run.outputs.bump as { files: string[] }).files).toEqual([PIN]);
    });
  });
});
