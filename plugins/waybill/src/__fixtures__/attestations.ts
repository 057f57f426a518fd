import type {
  AttestationDocument,
  VersionAttestations,
} from '@waybill/backstage-plugin-waybill-common';
import { DIGEST, minutesAgo } from './overviews';
import { anAttestation } from './trust';

const hex = (digit: string) => digit.repeat(64);

const PROVENANCE = {
  buildDefinition: {
    buildType: 'https://waybill.dev/buildtypes/scaffolder-task/v1',
    externalParameters: {
      template: 'template:default/ship-a-model',
      parameters: {
        name: 'iris',
        version: '1.3.0',
        format: 'modelcar',
        environments: ['dev', 'staging'],
      },
    },
    internalParameters: { startedBy: 'user:default/ada' },
    resolvedDependencies: [
      {
        uri: 'git+https://git.example.com/ml/iris@refs/heads/main',
        digest: { gitCommit: '5f1c2a9e03b7d5860c19a7e4f2b8d6530e9c1a7b' },
      },
      {
        uri: `oci://registry.example.com/base/busybox@sha256:${hex('9')}`,
        digest: { sha256: hex('9') },
      },
    ],
  },
  runDetails: {
    builder: { id: 'https://portal.example.com/api/scaffolder' },
    metadata: {
      invocationId: 'https://portal.example.com/create/tasks/7d0c',
      finishedOn: minutesAgo(195),
    },
  },
};

const BOM = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    component: { type: 'machine-learning-model', name: 'iris', version: '1.3.0' },
  },
  components: [
    {
      type: 'machine-learning-model',
      name: 'model.joblib',
      licenses: [{ license: { id: 'Apache-2.0' } }],
    },
    {
      type: 'data',
      name: 'data/iris.csv',
      licenses: [{ license: { id: 'CC-BY-4.0' } }],
    },
    { type: 'file', name: 'README.md' },
  ],
};

const MODEL_CARD = {
  name: 'iris',
  description: 'Tells species of iris by four lengths.',
  metrics: { accuracy: 0.97 },
  limitations: 'Three species only.',
};

export function aDocument(
  overrides: Partial<AttestationDocument> = {},
): AttestationDocument {
  return {
    ...anAttestation(),
    predicate: JSON.stringify(PROVENANCE),
    isCut: false,
    ...overrides,
  };
}

export function theAttestations(
  overrides: Partial<VersionAttestations> = {},
): VersionAttestations {
  return {
    digest: DIGEST['1.3.0'],
    items: [
      aDocument(),
      aDocument({ form: 'legacy', source: `sha256:${hex('f')}` }),
      aDocument({
        predicateType: 'https://cyclonedx.org/bom',
        source: `sha256:${hex('b')}`,
        predicate: JSON.stringify(BOM),
      }),
      aDocument({
        predicateType: 'https://waybill.dev/predicates/model-card/v1',
        source: `sha256:${hex('c')}`,
        isAccepted: false,
        reason: 'KeyMismatch',
        message:
          "It is signed by none of those whom the policy 'portal' accepts ('release'): attest it again as one of them.",
        signer: { keyHint: 'Zm9yZWlnbi1rZXktb2Ytc29tZWJvZHktZWxzZS0wMDA=' },
        predicate: JSON.stringify(MODEL_CARD),
      }),
    ],
    asOf: minutesAgo(0),
    ...overrides,
  };
}
