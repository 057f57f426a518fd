import type {
  AdmissionForecast,
  OtherVoice,
  PolicyForecast,
} from '@waybill/backstage-plugin-waybill-common';
import { DIGEST, minutesAgo } from './overviews';

export function aPolicyForecast(
  overrides: Partial<PolicyForecast> = {},
): PolicyForecast {
  return {
    engine: 'kyverno',
    kind: 'ImageValidatingPolicy',
    name: 'portal-models',
    enforcement: 'deny',
    outcome: 'admits',
    message: "A signature by the key 'release' satisfies it.",
    ...overrides,
  };
}

/** A forecast for each conclusion. */
export const FORECAST = {
  admitted: (): AdmissionForecast => ({
    conclusion: 'admitted',
    message: 'Nothing in the cluster would turn it away.',
    policies: [
      aPolicyForecast(),
      aPolicyForecast({
        kind: 'ClusterPolicy',
        name: 'require-labels',
        outcome: 'does-not-match',
        message: 'It looks at namespaces only.',
      }),
    ],
    dryRun: {
      outcome: 'admitted',
      message: 'The API server would take the InferenceService models/iris.',
    },
    asOf: minutesAgo(0),
  }),
  denied: (): AdmissionForecast => ({
    conclusion: 'denied',
    message: "The ImageValidatingPolicy 'portal-models' would turn it away.",
    policies: [
      aPolicyForecast({
        outcome: 'denies',
        message:
          "It asks for a signature by the key 'release', and there is none: sign the version with that key.",
      }),
      aPolicyForecast({
        engine: 'policy-controller',
        kind: 'ClusterImagePolicy',
        name: 'portal',
        enforcement: 'warn',
        outcome: 'denies',
        message: 'It asks for SLSA provenance, and there is none.',
      }),
    ],
    dryRun: {
      outcome: 'not-allowed',
      message:
        "The portal's account may not try: give it 'patch' on inferenceservices in namespace models.",
    },
    asOf: minutesAgo(0),
  }),
  unknown: (): AdmissionForecast => ({
    conclusion: 'unknown',
    message: 'One policy that may turn it away could not be evaluated.',
    policies: [
      aPolicyForecast({
        engine: 'gatekeeper',
        kind: 'K8sAllowedRepos',
        name: 'company-registries',
        outcome: 'not-evaluated',
        message:
          'Its Rego is its own: ask who wrote it, or let the portal try a dry run.',
      }),
    ],
    asOf: minutesAgo(0),
  }),
};

/** What Flux says of the same digest. */
export function aVoice(overrides: Partial<OtherVoice> = {}): OtherVoice {
  return {
    source: 'flux',
    subject: 'OCIRepository flux-system/iris',
    says: 'trusted',
    agreement: 'agrees',
    digest: DIGEST['1.3.0'],
    reason: 'Succeeded',
    message: 'Flux verified the signature with the keys of its own secret.',
    observedAt: minutesAgo(0.4),
    ...overrides,
  };
}

/** Kyverno lets pass what we do not trust. */
export function aDifferingVoice(
  overrides: Partial<OtherVoice> = {},
): OtherVoice {
  return aVoice({
    source: 'kyverno',
    subject: 'PolicyReport models/iris-predictor',
    says: 'trusted',
    agreement: 'differs',
    reason: 'pass',
    message:
      "Kyverno's policy 'check-images' found a signature that it accepts, and Waybill finds none that counts: compare the keys in that policy with those of the trust policy 'portal'.",
    observedAt: minutesAgo(11),
    ...overrides,
  });
}
