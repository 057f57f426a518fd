import { createMockDirectory } from '@backstage/backend-test-utils';
import type { KservePlatform } from '@waybill/backstage-plugin-waybill-node';
import { createDoubles } from './__testUtils__/shipDoubles';
import { runAction } from './__testUtils__/runAction';
import { createCheckPlatformAction } from './actions';

const READY: KservePlatform = {
  settings: { storageInitializer: '{"enableModelcar":true}' },
  kserveVersion: 'v0.20.0',
  kubernetesVersion: 'v1.36.3',
  storagePrefixes: ['kit://'],
  runtimes: [],
  gaps: [],
};

describe('waybill:platform:check', () => {
  const workspace = createMockDirectory();

  const check = (
    input: Parameters<typeof runAction>[1],
    platform: Partial<KservePlatform> = {},
  ) => {
    const asked: string[] = [];
    const { dependencies } = createDoubles();
    const action = createCheckPlatformAction({
      ...dependencies,
      platforms: {
        read: async ({ name, namespace }) => {
          asked.push(`${name}/${namespace}`);
          return { ...READY, ...platform };
        },
      },
    });
    return runAction(
      action,
      { environment: 'staging', storage: ['oci', 'kit'], ...input },
      { workspacePath: workspace.path },
    ).then(result => ({ ...result, asked }));
  };

  it('looks into the cluster of the environment, and says where it is ready', async () => {
    const { output, log, asked } = await check({});
    expect(asked).toEqual(['staging/models']);
    expect(output).toEqual({ isReady: true, findings: [] });
    expect(log).toContain('KServe is ready for it');
  });

  it('stops the task where something will not do, and says what', async () => {
    await expect(check({}, { storagePrefixes: [] })).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(
        /'staging' would not serve this: .*kit:\/\/.*\(KIT_CONTAINER_ABSENT\)/,
      ),
    });
  });

  it('goes on where it is told to, and gives the settings to be made', async () => {
    const { output } = await check(
      { storage: ['oci'], mustBeReady: false },
      {
        settings: {
          storageInitializer: '{"image":"x","enableModelcar":false}',
        },
      },
    );
    expect(output).toMatchObject({
      isReady: false,
      findings: [expect.objectContaining({ code: 'MODELCAR_OFF' })],
      patch: expect.stringContaining('"enableOciModelSupport": true'),
    });
  });

  it('gives no patch for settings that cannot be read', async () => {
    const { output } = await check(
      { mustBeReady: false },
      { settings: { storageInitializer: '{' } },
    );
    expect(output).toMatchObject({
      isReady: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'SETTINGS_MALFORMED' }),
      ]),
    });
    expect(output).not.toHaveProperty('patch');
  });

  it('asks for a runtime and a format, and for canaries in Standard mode alone', async () => {
    const codes = async (input: Parameters<typeof runAction>[1]) => {
      const { output } = await check({ ...input, mustBeReady: false });
      return (output.findings as { code: string }[]).map(({ code }) => code);
    };
    expect(await codes({ modelFormat: { name: 'sklearn' } })).toEqual([
      'FORMAT_NOT_SERVED',
    ]);
    expect(
      await codes({ modelFormat: { name: 'sklearn' }, runtime: 'ours' }),
    ).toEqual(['RUNTIME_ABSENT']);
    expect(await codes({ hasCanary: true })).toEqual([
      'CANARY_WITHOUT_WEIGHTS',
    ]);
    expect(await codes({ hasCanary: true, deploymentMode: 'Knative' })).toEqual(
      [],
    );
  });

  it('says what it could not look at', async () => {
    const { log } = await check(
      {},
      { gaps: [{ what: 'x', message: 'HTTP 403' }] },
    );
    expect(log).toContain('Not looked at: HTTP 403');
  });

  it('knows no other environments than those of the configuration', async () => {
    await expect(check({ environment: 'moon' })).rejects.toMatchObject({
      message: expect.stringContaining("There is no environment 'moon'"),
    });
  });
});
