/** Holds `docs/reference/serving-objects.md` to what is built; `UPDATE_REFERENCE=1` writes its objects anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildClusterStorageContainer,
  buildKserveObjects,
  buildPlatformSettingsPatch,
  buildServingRuntime,
  type EnvironmentProfile,
  type InferenceServiceSpec,
  serializeManifests,
} from '@waybill/backstage-plugin-waybill-common';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PACKAGE = {
  repository: 'registry.example.com/models/iris',
  version: '1.0.0',
  digest: DIGEST,
};
const CANARY = {
  trafficPercent: 10,
  version: '1.1.0',
  digest: `sha256:${'cd'.repeat(32)}`,
};

const service = (
  change: Partial<InferenceServiceSpec>,
  profile: EnvironmentProfile = {},
) => ({
  name: 'iris',
  serving: {
    kind: 'InferenceService' as const,
    deploymentMode: 'Standard' as const,
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' as const },
    ...change,
  },
  profile,
  package: PACKAGE,
});

const FILE = resolve(__dirname, '../../../docs/reference/serving-objects.md');
const BEGIN = '<!-- objects: begin -->';
const END = '<!-- objects: end -->';

const OBJECTS: readonly (readonly [string, () => readonly object[]])[] = [
  [
    'A model in Standard mode, scaled, with GPUs and a canary',
    () =>
      buildKserveObjects(
        service(
          {},
          {
            replicas: { min: 2, max: 6 },
            autoscaling: { class: 'hpa', metric: 'cpu', target: 75 },
            gpu: { count: 1 },
            logLevel: 'info',
            canary: CANARY,
          },
        ),
      ),
  ],
  [
    'The same canary in Knative mode',
    () =>
      buildKserveObjects(
        service(
          { deploymentMode: 'Knative' },
          { autoscaling: { class: 'kpa' }, canary: CANARY },
        ),
      ),
  ],
  [
    'A ModelKit for a server of one’s own',
    () =>
      buildKserveObjects(
        service({
          modelFormat: undefined,
          storage: { scheme: 'kit' },
          container: { image: `registry.example.com/servers/own@${DIGEST}` },
        }),
      ),
  ],
  [
    'An LLMInferenceService with a canary',
    () =>
      buildKserveObjects({
        name: 'llama',
        serving: {
          kind: 'LLMInferenceService',
          storage: { scheme: 'oci' },
          isRouted: true,
          parallelism: { tensor: 2 },
          args: ['--max-model-len=8192'],
        },
        profile: { gpu: { count: 2 }, canary: CANARY },
        package: PACKAGE,
      }),
  ],
  [
    'A runtime for a server of one’s own',
    () => [
      buildServingRuntime({
        name: 'fastapi',
        image: `registry.example.com/servers/own@${DIGEST}`,
        formats: [{ name: 'sklearn', version: '1', priority: 3 }],
        protocols: ['v1'],
      }),
    ],
  ],
  [
    'A storage container for ModelKits',
    () => [
      buildClusterStorageContainer({
        name: 'kitops',
        image: `ghcr.io/kitops-ml/kitops-kserve@${DIGEST}`,
        formats: ['modelkit'],
      }),
    ],
  ],
  [
    'Settings in which models from registries were off',
    () => [
      buildPlatformSettingsPatch(
        {
          settings: {
            storageInitializer:
              '{\n  "memoryLimit": "1Gi",\n  "enableModelcar": false\n}',
          },
          kserveVersion: 'v0.20.0',
        },
        { schemes: ['oci'] },
      ) ?? {},
    ],
  ],
];

describe('docs/reference/serving-objects.md', () => {
  it('shows what is built', () => {
    const text = readFileSync(FILE, 'utf8');
    const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
    const shown = OBJECTS.map(([title, build]) =>
      [
        `### ${title}`,
        `\`\`\`yaml\n${serializeManifests(...build())}\`\`\``,
      ].join('\n\n'),
    ).join('\n\n');
    const wanted = `${before}\n\n${shown}\n\n${text.slice(text.indexOf(END))}`;
    if (process.env.UPDATE_REFERENCE) writeFileSync(FILE, wanted);
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });
});
