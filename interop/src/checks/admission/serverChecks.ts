import path from 'node:path';
import { promises as fs } from 'node:fs';
import {
  buildClusterImagePolicies,
  buildDeliveryObjects,
  buildFluxVerification,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  buildRatifyPolicy,
  type AdmissionPolicyOptions,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { parse, stringify } from 'yaml';
import type { KubernetesManifest, RunningApiServer } from '../../controlPlane';
import { runProgram, waitUntil } from '../../processes';
import type { Tools } from '../../tools';
import { expect, type Check } from '../check';
import type { AdmissionPlace } from './AdmissionPlace';
import { fullPolicy, keyPolicy } from './trustPolicies';

const SUBJECT = {
  publicKeyPem: '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n',
  repositories: 'r.example/models',
};

const VARIANTS: Readonly<
  Record<string, readonly [TrustPolicy, AdmissionPolicyOptions]>
> = {
  'one key, enforced': [keyPolicy(SUBJECT), { enforcement: 'enforce' }],
  'everything, audited in two namespaces': [
    fullPolicy(SUBJECT),
    { enforcement: 'audit', namespaces: ['models', 'staging'] },
  ],
};

/** Gives the API server the definitions of all engines, from their own modules. */
export async function addEngineDefinitions(
  { kubectl }: RunningApiServer,
  tools: Tools,
): Promise<void> {
  const kyverno = path.join(
    await tools.moduleFolder('kyverno'),
    'config',
    'crds',
  );
  const ratify = path.join(
    await tools.readFolder('ratify'),
    'config',
    'crd',
    'bases',
  );
  const files = [
    path.join(
      kyverno,
      'policies.kyverno.io',
      'policies.kyverno.io_imagevalidatingpolicies.yaml',
    ),
    path.join(kyverno, 'kyverno', 'kyverno.io_clusterpolicies.yaml'),
    ...['stores', 'verifiers', 'policies', 'keymanagementproviders'].map(name =>
      path.join(ratify, `config.ratify.deislabs.io_${name}.yaml`),
    ),
    path.join(
      await tools.moduleFolder('gator'),
      'charts',
      'gatekeeper',
      'crds',
      'constrainttemplate-customresourcedefinition.yaml',
    ),
    path.join(
      await tools.moduleFolder('source-controller'),
      'config',
      'crd',
      'bases',
      'source.toolkit.fluxcd.io_ocirepositories.yaml',
    ),
  ];
  await kubectl.applyFiles(files);
  await kubectl.apply([await controllerDefinition(tools)]);
  await waitUntil(
    async () => {
      const { stdout } = await kubectl.run(['api-resources', '--no-headers']);
      return ['imagevalidatingpolicies', 'ocirepositories', 'constrainttempl']
        .concat('clusterimagepolicies', 'keymanagementproviders')
        .every(name => stdout.includes(name))
        ? true
        : undefined;
    },
    { what: 'the API server to serve all definitions', deadlineMs: 60_000 },
  );
}

/** Its versions are the same but for the name, and the webhook that converts them is not there. */
async function controllerDefinition(tools: Tools): Promise<KubernetesManifest> {
  const text = await fs.readFile(
    path.join(
      await tools.readFolder('policy-controller'),
      'config',
      '300-clusterimagepolicy.yaml',
    ),
    'utf8',
  );
  const definition = parse(text) as KubernetesManifest & { spec: object };
  return {
    ...definition,
    spec: { ...definition.spec, conversion: { strategy: 'None' } },
  };
}

/** A real API server takes every generated object, in strict mode. */
export function serverChecks(server: RunningApiServer): Check[] {
  return Object.entries(VARIANTS).flatMap(([variant, [policy, options]]) =>
    Object.entries(buildAll(policy, options)).map(
      ([engine, objects]): Check => ({
        name: `the API server takes what is generated for ${engine}: ${variant}`,
        async run() {
          await server.kubectl.run(
            ['create', '--dry-run=server', '--validate=strict', '-f', '-'],
            {
              input: objects.map(object => stringify(object)).join('---\n'),
            },
          );
        },
      }),
    ),
  );
}

/** Of no definition: Gatekeeper makes it of the template. */
const MADE_BY_GATEKEEPER = 'WaybillSignedModels';

function buildAll(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): Readonly<Record<string, readonly KubernetesManifest[]>> {
  const [source] = buildDeliveryObjects({
    engine: 'flux',
    source: {
      type: 'oci',
      repository: 'r.example/models/iris-manifests',
      reference: { semver: '>=0.0.0-0' },
    },
    form: 'kustomize',
    name: 'iris',
    environment: { name: 'dev', namespace: 'models' },
    servingKind: 'InferenceService',
  });
  const flux = buildFluxVerification(policy, options);
  const inDefault = (object: object) =>
    ({
      ...object,
      metadata: {
        ...(object as KubernetesManifest).metadata,
        // Flux' own namespace is not there, and none is made by a dry run.
        namespace: 'default',
      },
    } as KubernetesManifest);
  const toManifests = (objects: readonly object[]) =>
    objects as readonly KubernetesManifest[];
  return {
    Kyverno: toManifests([
      ...buildKyvernoPolicies(policy, options).objects,
      ...buildKyvernoClusterPolicy(policy, options).objects,
    ]),
    'policy-controller': toManifests(
      buildClusterImagePolicies(policy, options).objects,
    ),
    'Ratify and Gatekeeper': toManifests(
      buildRatifyPolicy(policy, options).objects.filter(
        ({ kind }) => kind !== MADE_BY_GATEKEEPER,
      ),
    ),
    Flux: [
      ...flux.objects,
      {
        ...source,
        spec: { ...(source.spec as object), verify: flux.verify },
      },
    ].map(inDefault),
  };
}

const ASK_RATIFY =
  'answer := external_data({"provider": input.parameters.provider, "keys": images})';

/** gator asks no provider: an answer stands in for Ratify's, and all else is the template's own Rego. */
const STAND_IN =
  'answer := {"system_error": "", "errors": [], "responses": [[image, {"isSuccess": contains(image, "/signed@")}] | image := images[_]]}';

/** Gatekeeper's own tool compiles the template's Rego and decides by it. */
export function gatekeeperChecks({ tools, folder }: AdmissionPlace): Check[] {
  const judge = async (name: string, storageUri: string) => {
    const { objects } = buildRatifyPolicy(keyPolicy(SUBJECT), {
      enforcement: 'enforce',
    });
    const service = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace: 'models' },
      spec: { predictor: { minReplicas: 1, sklearn: { storageUri } } },
    };
    const place = path.join(folder, 'gatekeeper');
    await fs.mkdir(place, { recursive: true });
    const file = path.join(place, `${name}.yaml`);
    const text = [
      ...objects.filter(({ apiVersion }) => apiVersion.includes('gatekeeper')),
      service,
    ]
      .map(object => stringify(object, { lineWidth: 0 }))
      .join('---\n');
    expect(text.includes(ASK_RATIFY), 'the template does not ask Ratify');
    await fs.writeFile(file, text.replace(ASK_RATIFY, STAND_IN));
    const { stdout, stderr } = await runProgram(tools.path('gator'), [
      'test',
      `--filename=${file}`,
    ]);
    return `${stdout}${stderr}`;
  };
  const pinned = (model: string) =>
    `oci://${SUBJECT.repositories}/${model}@sha256:${'ab'.repeat(32)}`;
  return [
    {
      name: 'Gatekeeper compiles the template and decides by it',
      async run() {
        const cases = [
          ['tag', `oci://${SUBJECT.repositories}/signed:1`, 'by digest only'],
          ['unsigned', pinned('unsigned'), 'Not signed as'],
          ['signed', pinned('signed'), ''],
          ['elsewhere', 's3://bucket/model', ''],
        ] as const;
        for (const [name, uri, expected] of cases) {
          const said = await judge(name, uri);
          expect(
            expected === '' ? said.trim() === '' : said.includes(expected),
            `${name}: gator says ${said}`,
          );
        }
      },
    },
  ];
}
