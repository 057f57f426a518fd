import type {
  TrustPolicySummary,
  Verdict,
  VerdictAttestation,
} from '@waybill/backstage-plugin-waybill-common';
import { aVerdict, DIGEST, minutesAgo } from './overviews';

const hex = (digit: string) => `sha256:${digit.repeat(64)}`;

/** The log of Sigstore's public-good instance. */
export const PUBLIC_LOG_ID =
  'c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d';

export const WORKFLOW = {
  subject:
    'https://github.com/acme/iris/.github/workflows/release.yaml@refs/tags/1.3.0',
  issuer: 'https://token.actions.githubusercontent.com',
} as const;

export const KEY = {
  keyName: 'release',
  keyHint: 'xkv0kJ5mVV3jXJTjmGbtgMGXhbGPuBJ3mVg8kkPFdyA=',
} as const;

export function anAttestation(
  overrides: Partial<VerdictAttestation> = {},
): VerdictAttestation {
  return {
    predicateType: 'https://slsa.dev/provenance/v1',
    form: 'bundle',
    source: hex('a'),
    isAccepted: true,
    signer: KEY,
    ...overrides,
  };
}

const ATTESTATIONS: readonly VerdictAttestation[] = [
  anAttestation(),
  anAttestation({
    predicateType: 'https://cyclonedx.org/bom',
    source: hex('b'),
  }),
  anAttestation({
    predicateType: 'https://waybill.dev/predicates/model-card/v1',
    source: hex('c'),
    isAccepted: false,
    reason: 'KeyMismatch',
    signer: { keyHint: 'Zm9yZWlnbi1rZXktb2Ytc29tZWJvZHktZWxzZS0wMDA=' },
  }),
];

const FINDING = {
  replayed: (): Verdict['findings'][number] => ({
    form: 'bundle',
    reason: 'SignatureReplayed',
    message:
      'A signature of another package was attached to this one (it is of sha256:4f1c2a9e03b7…). Do not use this package until somebody knows why.',
    source: hex('d'),
    signer: KEY,
  }),
  foreignKey: (): Verdict['findings'][number] => ({
    form: 'bundle',
    reason: 'KeyMismatch',
    message:
      "Signed, but by none of those whom policies accept for '127.0.0.1:5100/models/iris' ('release', 'ci'): sign it as one of them.",
    source: hex('e'),
    signer: { keyHint: 'Zm9yZWlnbi1rZXktb2Ytc29tZWJvZHktZWxzZS0wMDA=' },
  }),
};

/** A verdict for each state, and for what else there is to see of one. */
export const VERDICT = {
  verified: () =>
    aVerdict({
      message:
        "Signed with the key 'release', which the policy 'portal' accepts.",
      signer: KEY,
      signedAt: minutesAgo(60 * 26),
      logEntry: {
        logIndex: '214330871',
        logId: PUBLIC_LOG_ID,
        integratedAt: minutesAgo(60 * 26),
      },
      attestations: ATTESTATIONS,
    }),
  keyless: () =>
    aVerdict({
      message: `Signed by '${WORKFLOW.subject}' (${WORKFLOW.issuer}), which the policy 'releases' accepts.`,
      policy: 'releases',
      signer: { identity: WORKFLOW },
      signedAt: minutesAgo(190),
      logEntry: {
        logIndex: '4711',
        logId: 'ab'.repeat(32),
        integratedAt: minutesAgo(190),
      },
      forms: ['bundle'],
      attestations: ATTESTATIONS.slice(0, 1),
    }),
  /** The good signature is of the old form, and a bundle by somebody else hides it. */
  hidden: () =>
    aVerdict({
      message:
        "Signed with the key 'release', which the policy 'portal' accepts. But a Sigstore bundle by nobody it trusts is attached as well, and cosign and Flux then overlook the good signature: sign again to add a bundle.",
      signer: KEY,
      forms: ['legacy'],
      findings: [FINDING.foreignKey()],
    }),
  stale: () =>
    aVerdict({
      message:
        "Signed with the key 'release', which the policy 'portal' accepts.",
      signer: KEY,
      checkedAt: minutesAgo(125),
      staleness: {
        triedAt: minutesAgo(2),
        message:
          "The registry '127.0.0.1:5100' does not answer (connection refused): check that it runs.",
      },
    }),
  untrusted: () =>
    aVerdict({
      state: 'untrusted',
      reason: 'SignatureReplayed',
      message:
        'A signature of another package was attached to this one (it is of sha256:4f1c2a9e03b7…). Do not use this package until somebody knows why.',
      signer: KEY,
      forms: [],
      findings: [FINDING.replayed(), FINDING.foreignKey()],
    }),
  unsigned: () =>
    aVerdict({
      state: 'unsigned',
      reason: 'NoSignature',
      message:
        "The registry holds no signature of this digest: sign it as the policy 'portal' accepts.",
      signer: undefined,
      forms: [],
    }),
  unknown: () =>
    aVerdict({
      state: 'unknown',
      reason: 'RegistryUnavailable',
      message:
        "The registry '127.0.0.1:5100' does not answer (connection refused): check that it runs.",
      signer: undefined,
      forms: [],
    }),
} satisfies Record<string, () => Verdict>;

export const PUBLIC_KEY_PEM = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWlkPTkSHGFVIbvkYsfTNrvZ2hhWq
lwyvTzyIgHbuY5+NZGNrLZbCzc5x2dT5UeAkQHKcZKB2JNGpBTUoK3nF1w==
-----END PUBLIC KEY-----
`;

export function aKeyPolicy(
  overrides: Partial<TrustPolicySummary> = {},
): TrustPolicySummary {
  return {
    name: 'portal',
    repositories: ['127.0.0.1:5100/models/**'],
    keys: [
      {
        name: KEY.keyName,
        keyHint: KEY.keyHint,
        publicKeyPem: PUBLIC_KEY_PEM,
      },
    ],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [{ predicateType: 'https://slsa.dev/provenance/v1' }],
    ...overrides,
  };
}

export function aKeylessPolicy(
  overrides: Partial<TrustPolicySummary> = {},
): TrustPolicySummary {
  return {
    name: 'releases',
    repositories: ['127.0.0.1:5100/models/**'],
    keys: [],
    identities: [
      {
        name: 'release workflow',
        issuer: WORKFLOW.issuer,
        subject:
          'https://github.com/acme/*/.github/workflows/release.yaml@refs/tags/*',
      },
    ],
    trustRoot: 'public-good',
    transparencyLog: 'required',
    timestamp: 'optional',
    attestations: [],
    ...overrides,
  };
}

export const SIGNED_DIGEST = DIGEST['1.3.0'];
