import type { CompatibilityFacts } from '../CompatibilityFacts';
import type { CompatibilityQuestion } from '../CompatibilityRule';

/** 52,000 MiB. */
const ECR_LAYER_BYTES = 52_000 * 1024 * 1024;

const hostOf = ({ registry: { host } }: CompatibilityFacts) =>
  String(host ?? '').toLowerCase();

const isEcr = (facts: CompatibilityFacts) =>
  /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(hostOf(facts));
const isGitLab = (facts: CompatibilityFacts) =>
  /(^|\.)registry\.gitlab\.com$/.test(hostOf(facts));
const isGhcr = (facts: CompatibilityFacts) =>
  /^ghcr\.io$|^docker\.pkg\.github\.com$/.test(hostOf(facts));
const isGoogle = (facts: CompatibilityFacts) =>
  /(^|\.)(gcr\.io|pkg\.dev)$|-docker\.pkg\.dev$/.test(hostOf(facts));

const subject = ({ names }: CompatibilityFacts) => names.registry;

const isRegistryGiven = ({ registry }: CompatibilityFacts) =>
  Object.keys(registry).length > 0;

/** What a registry can and cannot keep, and what nodes need to read from it. */
export const REGISTRY_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'registry',
    modes: ['modelcar', 'image-volume'],
    isAsked: ({ registry }) => registry.isPlainHttp !== undefined,
    subject,
    rules: [
      {
        code: 'PLAIN_HTTP_NODES',
        verdict: 'works-with',
        when: 'the registry speaks plain HTTP',
        why: 'The nodes pull the package, and a container runtime wants TLS unless it was told otherwise.',
        advice:
          'Name the registry in the configuration of the container runtime of each node (hosts.toml of containerd, registries.conf of CRI-O).',
        matches: ({ registry }) => registry.isPlainHttp === true,
      },
      {
        code: 'TLS_NODES',
        verdict: 'works',
        when: 'the registry speaks TLS',
        why: 'The nodes pull the package as they pull any image.',
        advice: '',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'registry',
    modes: ['kit'],
    isAsked: ({ registry }) => registry.isPlainHttp === true,
    subject,
    rules: [
      {
        code: 'PLAIN_HTTP_KIT',
        verdict: 'works-with',
        when: 'the registry speaks plain HTTP',
        why: 'kit wants TLS unless it is told otherwise.',
        advice:
          'Add --plain-http to KIT_UNPACK_FLAGS of the ClusterStorageContainer.',
        source: 'KitOps, build/dockerfiles/kitops-kserve',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'registry',
    isAsked: isRegistryGiven,
    subject,
    rules: [
      {
        code: 'REFERRERS_WRONG',
        verdict: 'works-with',
        when: 'GitLab',
        why: 'GitLab has no referrers API and answers the fallback tag with the package itself.',
        advice:
          'Verify by the .sig signature as well; Waybill writes both and checks that the fallback is an index.',
        source: 'oras-project/oras-go#1396',
        matches: isGitLab,
      },
      {
        code: 'REFERRERS_BY_API',
        verdict: 'works',
        when: 'the registry has the referrers API',
        why: 'Signatures are found by the referrers API.',
        advice: '',
        source: 'distribution-spec 1.1.1',
        matches: ({ registry }) => registry.hasReferrersApi === true,
      },
      {
        code: 'REFERRERS_BY_TAG',
        verdict: 'works-with',
        when: 'the registry has no referrers API (distribution 2.8 and 3.1, GHCR)',
        why: 'Signatures are found by the fallback tag, which clients write: two that write at once can lose one.',
        advice:
          'Let nobody delete tags that begin with sha256-, and sign with tools that write the fallback tag, as Waybill and cosign do.',
        source: 'distribution-spec 1.1.1, "Referrers Tag Schema"',
        matches: facts =>
          facts.registry.hasReferrersApi === false || isGhcr(facts),
      },
      {
        code: 'REFERRERS_UNKNOWN',
        verdict: 'unknown',
        when: 'nobody has asked the registry',
        why: 'Whether signatures are found by the API or by the fallback tag is known when the registry has been asked.',
        advice: 'Nothing: Waybill asks at run time and does either.',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'registry',
    isAsked: facts =>
      facts.registry.isMonolithicOnly === true ||
      isGhcr(facts) ||
      isEcr(facts) ||
      isGoogle(facts),
    subject,
    rules: [
      {
        code: 'UPLOADS_IN_ONE_REQUEST',
        verdict: 'works',
        when: 'GHCR, ECR, Artifact Registry and others that take no chunks',
        why: 'Waybill sends each blob in one request here; one that breaks off begins again.',
        advice: '',
        source: 'KitOps, upload rule for ghcr.io, pkg.dev and ECR',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'registry',
    isAsked: isEcr,
    subject,
    rules: [
      {
        code: 'LAYER_TOO_LARGE',
        verdict: 'does-not-work',
        when: 'ECR and a layer over 52,000 MiB',
        why: 'ECR takes layers of up to 52,000 MiB.',
        advice: 'Split the file into shards before it is packaged.',
        source: 'Amazon ECR, service quotas (documentation)',
        matches: ({ package: { largestLayerBytes } }) =>
          (largestLayerBytes ?? 0) > ECR_LAYER_BYTES,
      },
      {
        code: 'REPOSITORY_MUST_EXIST',
        verdict: 'works-with',
        when: 'ECR',
        why: 'ECR makes no repository by itself.',
        advice:
          'Create the repository first, or a repository creation template.',
        source: 'Amazon ECR (documentation)',
        matches: () => true,
      },
    ],
  },
];
