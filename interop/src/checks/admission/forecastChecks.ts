import path from 'node:path';
import {
  buildKyvernoPolicies,
  type AdmissionForecast,
} from '@waybill/backstage-plugin-waybill-common';
import {
  forecastForEnvironment,
  gatherSignatureMaterial,
  HttpRegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import {
  MODELS_NAMESPACE,
  type KubernetesManifest,
  type RunningApiServer,
} from '../../controlPlane';
import { waitUntil } from '../../processes';
import { expectEqual, type Check } from '../check';
import type { AdmissionPlace } from './AdmissionPlace';
import type { CandidateKind, Candidates } from './candidates';
import { keyPolicy } from './trustPolicies';

/** Kubernetes' own policy, since no engine's webhook runs here: it refuses models of one name. */
const REFUSAL: readonly KubernetesManifest[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'no-strangers' },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['serving.kserve.io'],
            apiVersions: ['v1beta1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['inferenceservices'],
          },
        ],
      },
      validations: [
        {
          expression:
            "!object.spec.predictor.model.storageUri.contains('/strange@')",
          message: 'no strangers',
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'no-strangers' },
    spec: { policyName: 'no-strangers', validationActions: ['Deny'] },
  },
];

/** The forecast of a real API server's answers. */
export function forecastChecks(
  place: AdmissionPlace,
  server: RunningApiServer,
  candidates: Candidates,
): Check[] {
  const forecast = (kind: CandidateKind): Promise<AdmissionForecast> => {
    const [repository, digest] = candidates.references[kind].split('@');
    const host = place.registryHost;
    const client = new HttpRegistryClient([{ host, plainHttp: true }]);
    return forecastForEnvironment({
      cluster: {
        name: 'api',
        url: server.url,
        token: server.adminToken,
        ca: Buffer.from(server.caData, 'base64').toString('utf8'),
        skipTlsVerify: false,
      },
      environment: { name: 'dev', namespace: MODELS_NAMESPACE },
      candidate: { repository, digest },
      gather: (policies, signal) =>
        gatherSignatureMaterial({
          client,
          repository: { host, path: repository.slice(host.length + 1) },
          digest,
          policies,
          thorough: true,
          signal,
        }),
      now: new Date(),
      signal: place.signal,
    });
  };
  const { kubectl } = server;
  return [
    {
      name: 'the forecast of a real API server: Kyverno policies and a dry run',
      async run() {
        const module = await place.tools.moduleFolder('kserve-manager');
        await kubectl.applyFiles([
          path.join(
            module,
            'config/crd/minimal/serving.kserve.io_inferenceservices.yaml',
          ),
        ]);
        await kubectl.apply([
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: MODELS_NAMESPACE },
          },
          ...(buildKyvernoPolicies(keyPolicy(candidates), {
            enforcement: 'enforce',
            namespaces: [MODELS_NAMESPACE],
          }).objects as unknown as KubernetesManifest[]),
          ...REFUSAL,
        ]);
        // The API server takes a moment before it goes by a new policy.
        const refused = await waitUntil(
          async () => {
            const answer = await forecast('by a stranger');
            return answer.dryRun?.outcome === 'denied' ? answer : undefined;
          },
          { what: 'the dry run to be denied', deadlineMs: 60_000 },
        );
        expectEqual(refused.conclusion, 'denied', 'conclusion for a stranger');
        const signed = await forecast('signed');
        expectEqual(
          [signed.conclusion, signed.dryRun?.outcome],
          ['admitted', 'admitted'],
          `signed: ${signed.message}`,
        );
        const unsigned = await forecast('unsigned');
        expectEqual(
          [unsigned.conclusion, unsigned.dryRun?.outcome],
          ['denied', 'admitted'],
          `unsigned: ${unsigned.message}`,
        );
        const found = await kubectl.getJson<{ items: unknown[] }>([
          'inferenceservices',
          '--all-namespaces',
        ]);
        expectEqual(found.items.length, 0, 'objects that a dry run has kept');
      },
    },
  ];
}
