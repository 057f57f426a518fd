import type {
  EnvironmentProfile,
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  PinnedPackage,
  ServingInput,
} from '../../declaration';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const OTHER_DIGEST = `sha256:${'cd'.repeat(32)}`;

export const PACKAGE: PinnedPackage = {
  repository: 'registry.example.com/models/iris',
  version: '1.0.0',
  digest: DIGEST,
};

export const CANARY = {
  trafficPercent: 10,
  version: '1.1.0',
  digest: OTHER_DIGEST,
};

/** A valid one, changed. */
export function service(
  change: Partial<InferenceServiceSpec> = {},
  profile: EnvironmentProfile = {},
  pinned: Partial<PinnedPackage> | null = {},
): ServingInput<InferenceServiceSpec> {
  return {
    name: 'iris',
    serving: {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'oci' },
      ...change,
    },
    profile,
    ...(pinned && { package: { ...PACKAGE, ...pinned } }),
  };
}

/** A valid one, changed. */
export function llm(
  change: Partial<LlmInferenceServiceSpec> = {},
  profile: EnvironmentProfile = {},
  pinned: Partial<PinnedPackage> | null = {},
): ServingInput<LlmInferenceServiceSpec> {
  return {
    name: 'llama',
    serving: {
      kind: 'LLMInferenceService',
      storage: { scheme: 'oci' },
      isRouted: true,
      ...change,
    },
    profile,
    ...(pinned && { package: { ...PACKAGE, ...pinned } }),
  };
}
