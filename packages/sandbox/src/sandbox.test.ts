import { promises as fs } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { applied, playerCalls } from './environments/fakes';
import { startSandbox } from './sandbox';
import { layoutOf, resetSandbox } from './state';
import { ANY_PORT, isReachable, TestSandbox } from './TestSandbox';

jest.mock('./kubernetes', () => jest.requireActual('./environments/fakes'));
jest.mock('./players', () => jest.requireActual('./environments/fakes'));

describe('startSandbox', () => {
  let test: TestSandbox;
  beforeEach(async () => {
    test = await TestSandbox.create();
    playerCalls.length = 0;
  });
  afterEach(() => test.remove());

  it('writes configuration and kubeconfig that lead to what runs', async () => {
    const { registry, git, clusters, signing, appConfig, ...files } =
      await test.start();
    expect((await fetch(`${registry.url}/v2/`)).status).toBe(200);
    expect((await fetch(`${git.url}/api/v1/version`)).status).toBe(200);
    expect(await (await fetch(clusters[1].url)).text()).toBe('staging');
    expect(appConfig).toMatchObject({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: clusters.map(({ name, url, token, caData }) => ({
              name,
              url,
              authProvider: 'serviceAccount',
              serviceAccountToken: token,
              caData,
            })),
          },
        ],
      },
      waybill: {
        isSandbox: true,
        registries: [{ host: registry.host, plainHttp: true }],
        environments: [
          {
            name: 'dev',
            title: 'Development',
            cluster: 'dev',
            namespace: 'models',
            fleet: {
              repository: `${git.url}/waybill/fleet`,
              path: 'clusters/dev',
              branch: 'main',
            },
          },
          { name: 'staging' },
          { name: 'production' },
        ],
        signing: {
          keys: [
            {
              name: 'default',
              privateKeyFile: signing.privateKeyFile,
              passwordFile: signing.passwordFile,
            },
          ],
        },
        verification: {
          policies: [
            {
              repositories: [`${registry.host}/**`],
              keys: [{ publicKeyFile: signing.publicKeyFile }],
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
            password: git.token,
          },
        ],
      },
    });
    expect(parse(await fs.readFile(files.appConfigFile, 'utf8'))).toEqual(
      appConfig,
    );
    const kubeconfig = parse(await fs.readFile(files.kubeconfigFile, 'utf8'));
    expect(kubeconfig).toEqual(parse(files.kubeconfig));
    expect(
      kubeconfig.contexts.map(({ name }: { name: string }) => name),
    ).toEqual(['dev', 'staging', 'production']);
    expect(kubeconfig['current-context']).toBe('dev');
    expect(parse(clusters[2].kubeconfig).clusters[0].cluster.server).toBe(
      clusters[2].url,
    );
    for (const file of [
      files.appConfigFile,
      files.kubeconfigFile,
      layoutOf(test.stateDir).stateFile,
    ]) {
      expect((await fs.stat(file)).mode % 0o1000).toBe(0o600);
    }
  });

  it('gives each cluster what it needs before anything is shipped', async () => {
    const { git, signing } = await test.start();
    const publicKey = await fs.readFile(signing.publicKeyFile);
    const named = applied.staging.map(
      ({ kind, metadata }) => `${kind} ${metadata.name}`,
    );
    expect(named).toEqual([
      'Namespace flux-system',
      'Namespace models',
      'Namespace kserve',
      'Secret cosign-pub',
      'GitRepository fleet',
      'Kustomization fleet',
    ]);
    expect(applied.staging[3].data).toEqual({
      'cosign.pub': publicKey.toString('base64'),
    });
    expect(applied.staging[4].spec).toMatchObject({
      url: `${git.url}/waybill/fleet`,
      ref: { branch: 'main' },
    });
    expect(applied.staging[5].spec).toMatchObject({
      path: './clusters/staging',
      prune: true,
    });
  });

  it('fills the Git remote once, and keeps what was changed since', async () => {
    const { git } = await test.start();
    const read = async (target: string) =>
      fetch(`${git.url}/api/v1/repos/waybill/${target}`);
    for (const name of ['dev', 'staging', 'production']) {
      expect(
        (await read(`fleet/contents/clusters/${name}/.gitkeep`)).status,
      ).toBe(200);
    }
    const raw = await read('examples/raw/models/iris/model.bin');
    expect(Buffer.from(await raw.arrayBuffer())).toEqual(
      Buffer.from([0, 255, 1]),
    );
    const change = await fetch(
      `${git.url}/api/v1/repos/waybill/fleet/contents/clusters/dev/iris.yaml`,
      {
        method: 'POST',
        headers: { Authorization: `token ${git.token}` },
        body: JSON.stringify({
          content: Buffer.from('a: 1').toString('base64'),
        }),
      },
    );
    expect(change.status).toBe(201);
    await test.stop();
    await test.start();
    expect((await read('fleet/contents/clusters/dev/iris.yaml')).status).toBe(
      200,
    );
  });

  it('has the same addresses, tokens and keys after a restart', async () => {
    const before = await test.start();
    await before.stop();
    const after = await test.start();
    expect(after.appConfig).toEqual(before.appConfig);
    expect(after.kubeconfig).toBe(before.kubeconfig);
  });

  it('refuses a folder on which another one runs, and takes it when that one is gone', async () => {
    await test.start();
    await expect(
      startSandbox({ stateDir: test.stateDir, ports: ANY_PORT }),
    ).rejects.toMatchObject({ code: 'STATE_IN_USE' });
    await expect(resetSandbox(test.stateDir)).rejects.toMatchObject({
      code: 'STATE_IN_USE',
    });
    await test.stop();
    const { pid } = spawnSync(process.execPath, ['--version']);
    await fs.writeFile(
      layoutOf(test.stateDir).runningFile,
      JSON.stringify({ pid }),
    );
    await test.start();
  });

  it('names a busy port, and leaves nothing behind that runs', async () => {
    const first = await test.start();
    const other = path.join(test.root, 'other');
    const port = Number(new URL(first.git.url).port);
    await expect(
      startSandbox({ stateDir: other, ports: { ...ANY_PORT, git: port } }),
    ).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringContaining(
        `port ${port} for the sandbox's git is in use: choose another with --port-git`,
      ),
    });
    expect(await fs.readdir(other)).not.toContain('running.json');
  });

  it('says what to do with a state that it cannot read', async () => {
    await fs.mkdir(test.stateDir);
    await fs.writeFile(layoutOf(test.stateDir).stateFile, '{"version":99}');
    await expect(test.start()).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: expect.stringContaining(test.stateDir),
    });
    await expect(resetSandbox(test.stateDir)).rejects.toMatchObject({
      code: 'STATE_INVALID',
    });
  });

  it('stops when its signal is aborted', async () => {
    const aborter = new AbortController();
    const { registry } = await test.start({ signal: aborter.signal });
    aborter.abort();
    const deadline = Date.now() + 5000;
    while ((await isReachable(registry.url)) && Date.now() < deadline)
      await new Promise(setImmediate);
    expect(await isReachable(registry.url)).toBe(false);
    await expect(test.start({ signal: aborter.signal })).rejects.toThrow(
      /abort/,
    );
  });

  describe('when something is broken', () => {
    it('breaks and mends the servers', async () => {
      const running = await test.start();
      const { registry, git, clusters } = running;
      for (const what of ['registry', 'git', 'cluster:dev'])
        await running.breakIt(what);
      expect((await fetch(`${registry.url}/v2/`)).status).toBe(503);
      expect((await fetch(`${git.url}/api/v1/version`)).status).toBe(503);
      expect(await isReachable(clusters[0].url)).toBe(false);
      expect(await isReachable(clusters[1].url)).toBe(true);
      for (const what of ['registry', 'git', 'cluster:dev'])
        await running.mend(what);
      expect((await fetch(`${registry.url}/v2/`)).status).toBe(200);
      expect((await fetch(`${git.url}/api/v1/version`)).status).toBe(200);
      expect(await isReachable(clusters[0].url)).toBe(true);
    });

    it('leaves the models to the players of the clusters', async () => {
      const running = await test.start();
      await running.breakIt('pull:iris', { cluster: 'dev' });
      await running.mend('pull:iris');
      expect(playerCalls).toEqual([
        'break pull:iris in dev',
        'mend pull:iris in dev',
        'mend pull:iris in staging',
        'mend pull:iris in production',
      ]);
    });

    it.each(['nothing', 'pull:', 'cluster:moon', ''])(
      'does not know %j',
      async what => {
        const running = await test.start();
        await expect(running.breakIt(what)).rejects.toMatchObject({
          code: 'FAULT_UNKNOWN',
          message: expect.stringContaining(
            'choose one of registry, git, cluster:dev',
          ),
        });
      },
    );
  });
});
