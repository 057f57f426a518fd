import { CANARY, llm, service } from '../__testUtils__/servingInputs';
import { KSERVE_RUNTIMES } from '../servingRuntimes';
import {
  buildPlatformSettingsPatch,
  checkPlatformSettings,
  type LivePlatform,
  type PlatformDemands,
  platformDemandsOf,
} from '.';

/** `storageInitializer` as KServe 0.20 ships it (config/configmap/inferenceservice.yaml). */
const SHIPPED = `{
    "image" : "kserve/storage-initializer:v0.20.0",
    "memoryRequest": "100Mi",
    "enableModelcar": true,
    "cpuModelcar": "10m",
    "uidModelcar": 1010
}`;

const READY: LivePlatform = {
  settings: {
    _example: 'not JSON at all',
    storageInitializer: SHIPPED,
    deploy: '{"defaultDeploymentMode": "Serverless"}',
    ingress: '{"enableGatewayApi": false}',
  },
  kserveVersion: 'v0.20.0',
  kubernetesVersion: 'v1.36.3',
  storagePrefixes: ['gs://', 'kit://'],
  runtimes: KSERVE_RUNTIMES,
};

const initializer = (value: object | string): Partial<LivePlatform> => ({
  settings: {
    storageInitializer:
      typeof value === 'string' ? value : JSON.stringify(value),
  },
});

const check = (
  change: Partial<LivePlatform>,
  demands: Partial<PlatformDemands>,
) =>
  checkPlatformSettings(
    { ...READY, ...change },
    { schemes: ['oci'], ...demands },
  ).map(({ code, verdict }) => `${code} ${verdict}`);

describe('checkPlatformSettings', () => {
  it.each<[string, Partial<LivePlatform>, Partial<PlatformDemands>]>([
    ['what KServe 0.20 ships', {}, { schemes: ['oci', 'oci+native', 'kit'] }],
    ['the newer switch', initializer({ enableOciModelSupport: true }), {}],
    ['a mode alone', initializer({ ociModelMode: 'native' }), {}],
    ['models from elsewhere', initializer({}), { schemes: ['uri'] }],
    ['a runtime that is there', {}, { runtimes: ['kserve-sklearnserver'] }],
    [
      'a format that is served',
      {},
      { formats: [{ format: { name: 'onnx' }, protocol: 'v2' }] },
    ],
    [
      'an older word for the mode',
      {},
      { defaultDeploymentMode: 'Knative', deploymentModes: ['Standard'] },
    ],
    [
      'weights of a later version',
      {
        kserveVersion: 'v0.21.0',
        settings: {
          storageInitializer: SHIPPED,
          ingress: '{"enableGatewayApi": true}',
        },
      },
      { hasStandardCanary: true },
    ],
  ])('has nothing to say of %s', (_, change, demands) => {
    expect(check(change, demands)).toEqual([]);
  });

  it.each<[string, Partial<LivePlatform>, Partial<PlatformDemands>, string[]]>([
    [
      'modelcars that are off',
      initializer({ enableModelcar: false }),
      {},
      ['MODELCAR_OFF does-not-work'],
    ],
    [
      'image volumes before 0.20',
      { kserveVersion: 'v0.19.0', ...initializer({ enableModelcar: true }) },
      { schemes: ['oci+native'] },
      ['NATIVE_TOO_OLD does-not-work'],
    ],
    [
      'image volumes that Kubernetes has not',
      { kubernetesVersion: 'v1.30.1' },
      { schemes: ['oci+native'] },
      ['IMAGE_VOLUME_ABSENT does-not-work'],
    ],
    [
      'image volumes that oci:// means here',
      {
        kubernetesVersion: 'v1.30.1',
        ...initializer({ ociModelMode: 'native' }),
      },
      {},
      ['IMAGE_VOLUME_ABSENT does-not-work'],
    ],
    [
      'oci+fetch',
      {},
      { schemes: ['oci+fetch'] },
      ['FETCH_NOT_IMPLEMENTED does-not-work'],
    ],
    [
      'kit without its container',
      { storagePrefixes: [] },
      { schemes: ['kit'] },
      ['KIT_CONTAINER_ABSENT does-not-work'],
    ],
    [
      'raw artifacts without a container',
      {},
      { schemes: ['oci-artifact'] },
      ['STORAGE_CONTAINER_ABSENT does-not-work'],
    ],
    [
      'a mode that nobody knows',
      initializer({ ociModelMode: 'teleport' }),
      {},
      ['SETTING_NOT_KNOWN works-with'],
    ],
    [
      'fetch as a mode',
      initializer({ ociModelMode: 'fetch' }),
      {},
      ['FETCH_IS_MODELCAR works-with'],
    ],
    [
      'newer switches in an older version',
      {
        kserveVersion: 'v0.18.0',
        ...initializer({
          enableModelcar: true,
          enableOciModelSupport: true,
          ociModelMode: 'modelcar',
        }),
      },
      {},
      ['SETTING_NOT_READ works-with', 'SETTING_NOT_READ works-with'],
    ],
    [
      'a switch of another type',
      initializer({ enableModelcar: 'true' }),
      { schemes: ['uri'] },
      ['SETTING_OF_OTHER_TYPE does-not-work'],
    ],
    [
      'another meaning of oci:// than wanted',
      {},
      { ociModelMode: 'native' },
      ['SETTING_NOT_KNOWN works-with'],
    ],
    [
      'settings that are no JSON',
      initializer('{"enableModelcar": true,}'),
      { schemes: ['uri'] },
      ['SETTINGS_MALFORMED does-not-work'],
    ],
    [
      'settings that are a list',
      initializer('[]'),
      { schemes: ['uri'] },
      ['SETTINGS_MALFORMED does-not-work'],
    ],
    [
      'settings that could not be read',
      { settings: undefined },
      {},
      ['SETTINGS_ABSENT unknown'],
    ],
    [
      'a version that nobody knows',
      { kserveVersion: undefined },
      {},
      ['KSERVE_NOT_RECOGNISED unknown'],
    ],
    [
      'another default mode than wanted',
      {},
      { defaultDeploymentMode: 'Standard' },
      ['DEFAULT_MODE_DIFFERS works-with'],
    ],
    [
      'a word that an older version does not know',
      { kserveVersion: 'v0.16.0' },
      { schemes: ['uri'], deploymentModes: ['Standard'] },
      ['MODE_NOT_KNOWN works-with'],
    ],
    [
      'canaries without weights',
      {},
      { hasStandardCanary: true },
      ['CANARY_WITHOUT_WEIGHTS works-with'],
    ],
    [
      'canaries of an older version',
      { kserveVersion: 'v0.19.0' },
      { schemes: ['uri'], hasStandardCanary: true },
      ['CANARY_TOO_OLD does-not-work'],
    ],
    [
      'a runtime that is absent',
      {},
      { runtimes: ['ours'] },
      ['RUNTIME_ABSENT does-not-work'],
    ],
    [
      'a runtime that is disabled',
      { runtimes: [{ name: 'ours', formats: [], isDisabled: true }] },
      { runtimes: ['ours'] },
      ['RUNTIME_DISABLED does-not-work'],
    ],
    [
      'a format that nobody serves',
      {},
      { formats: [{ format: { name: 'mlflow' } }] },
      ['FORMAT_NOT_SERVED does-not-work'],
    ],
  ])('speaks of %s', (_, change, demands, expected) => {
    expect(check(change, demands)).toEqual(expected);
  });

  it('says with each what to do', () => {
    const findings = checkPlatformSettings(
      { ...READY, ...initializer({ enableModelcar: false }) },
      { schemes: ['oci'], hasStandardCanary: true },
    );
    expect(findings.map(({ subject, advice }) => [subject, advice])).toEqual([
      [
        expect.stringContaining('v0.20.0'),
        expect.stringContaining('Set enableModelcar to true'),
      ],
      [
        'inferenceservice-config ingress.enableGatewayApi',
        expect.stringContaining('enableGatewayApi'),
      ],
    ]);
  });
});

describe('buildPlatformSettingsPatch', () => {
  const patch = (
    storageInitializer: string,
    demands: Partial<PlatformDemands>,
    kserveVersion = 'v0.20.0',
  ) =>
    buildPlatformSettingsPatch(
      { settings: { storageInitializer }, kserveVersion },
      { schemes: ['oci'], ...demands },
    );

  it('keeps the other keys, their order and how they are indented', () => {
    expect(
      patch(SHIPPED.replace('true', 'false'), {
        ociModelMode: 'native',
        defaultDeploymentMode: 'Standard',
      }),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'inferenceservice-config', namespace: 'kserve' },
      data: {
        storageInitializer: [
          '{',
          '    "image": "kserve/storage-initializer:v0.20.0",',
          '    "memoryRequest": "100Mi",',
          '    "enableModelcar": false,',
          '    "cpuModelcar": "10m",',
          '    "uidModelcar": 1010,',
          '    "enableOciModelSupport": true,',
          '    "ociModelMode": "native"',
          '}',
        ].join('\n'),
        deploy: '{\n  "defaultDeploymentMode": "Standard"\n}',
      },
    });
  });

  it.each<[string, string, string, Partial<PlatformDemands>]>([
    [
      'it is so already',
      'v0.20.0',
      SHIPPED,
      { schemes: ['oci', 'oci+native', 'kit'] },
    ],
    [
      'nothing of it is asked for',
      'v0.20.0',
      '{}',
      { schemes: ['kit', 'uri'] },
    ],
    [
      'the mode is wanted that there is',
      'v0.20.0',
      SHIPPED,
      { ociModelMode: 'modelcar' },
    ],
    ['an older KServe has it on', 'v0.15.0', '{"enableModelcar":true}', {}],
  ])('changes nothing where %s', (_, version, text, demands) => {
    expect(patch(text, demands, version)).toBeUndefined();
  });

  it('uses the switch that the version reads', () => {
    expect(patch('{}', {}, 'v0.15.0')?.data).toEqual({
      storageInitializer: '{\n  "enableModelcar": true\n}',
    });
    expect(
      patch('{}', { schemes: [], defaultDeploymentMode: 'Standard' }, 'v0.15.0')
        ?.data,
    ).toEqual({ deploy: '{\n  "defaultDeploymentMode": "RawDeployment"\n}' });
  });

  it('makes what the check then has nothing to say of', () => {
    const off = initializer({ enableModelcar: false });
    const demands = { schemes: ['oci', 'oci+native'] } as const;
    const { data } = buildPlatformSettingsPatch(
      { settings: { ...off.settings }, kserveVersion: 'v0.20.0' },
      demands,
    ) ?? { data: {} };
    expect(check({ settings: data }, demands)).toEqual([]);
  });

  it.each<[string, () => unknown, object]>([
    [
      'text that is no JSON',
      () => patch('{', {}),
      { code: 'INVALID_VALUE', field: 'data.storageInitializer' },
    ],
    [
      'a version that is none',
      () => patch('{}', {}, 'new'),
      { code: 'INVALID_VALUE', field: 'kserveVersion' },
    ],
    [
      'what the version cannot do',
      () => patch('{}', { schemes: ['oci+native'] }, 'v0.19.0'),
      { code: 'CONFLICT', field: 'kserveVersion' },
    ],
  ])('refuses %s', (_, run, error) => {
    expect(run).toThrow(expect.objectContaining(error));
  });
});

describe('platformDemandsOf', () => {
  it('gathers what the serving objects ask for', () => {
    expect(
      platformDemandsOf([
        service({}, { canary: CANARY }),
        service({
          deploymentMode: 'Knative',
          runtime: 'ours',
          storage: { scheme: 'kit' },
        }),
        llm(),
      ]),
    ).toEqual({
      schemes: ['oci', 'kit'],
      deploymentModes: ['Standard', 'Knative'],
      hasStandardCanary: true,
      runtimes: ['ours'],
      formats: [{ format: { name: 'sklearn' }, protocol: undefined }],
    });
  });

  it('asks nothing of InferenceServices where there are none', () => {
    expect(platformDemandsOf([llm()])).toEqual({ schemes: ['oci'] });
  });
});
