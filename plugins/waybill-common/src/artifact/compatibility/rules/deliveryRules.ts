import { MediaType } from '../../mediaTypes';
import type { CompatibilityFacts } from '../CompatibilityFacts';
import type { CompatibilityQuestion } from '../CompatibilityRule';

const ARGO = 'Argo CD 3.5, util/oci/client.go';
const ARGO_MAX_LAYERS = 10;
const ARGO_MAX_EXTRACTED_BYTES = 1_000_000_000;
const ARGO_LAYER_TYPES: readonly string[] = [
  MediaType.imageLayerTar,
  MediaType.imageLayerTarGzip,
  'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
];

const artifactOf = ({ delivery }: CompatibilityFacts) => delivery?.artifact;

/** Layers that Argo CD takes for content, by the end of their type. */
const contentLayersOf = (facts: CompatibilityFacts) =>
  (artifactOf(facts)?.layerMediaTypes ?? []).filter(type =>
    /(tar|tar\+gzip|tar\.gzip)$/.test(String(type)),
  );

const subject = ({ names }: CompatibilityFacts) => names.delivery;
const hasEngine =
  (engine: 'argo-cd' | 'flux') =>
  ({ delivery }: CompatibilityFacts) =>
    delivery?.engine === engine;

/** What Argo CD and Flux can deliver and verify. It is about the artifact with the manifests, not about the model. */
export const DELIVERY_QUESTIONS: readonly CompatibilityQuestion[] = [
  {
    dimension: 'delivery',
    isAsked: facts => hasEngine('argo-cd')(facts) && Boolean(artifactOf(facts)),
    subject,
    rules: [
      {
        code: 'ARGO_NO_INDEX',
        verdict: 'does-not-work',
        when: 'Argo CD and an index',
        why: 'Argo CD reads an image manifest and no index.',
        advice:
          'Push the manifests as one artifact, without an index around it.',
        source: ARGO,
        matches: facts => artifactOf(facts)?.isIndex === true,
      },
      {
        code: 'ARGO_TOO_MANY_LAYERS',
        verdict: 'does-not-work',
        when: `Argo CD and more than ${ARGO_MAX_LAYERS} layers`,
        why: `Argo CD refuses an artifact of more than ${ARGO_MAX_LAYERS} layers.`,
        advice: 'Push the manifests as one layer.',
        source: ARGO,
        matches: facts =>
          (artifactOf(facts)?.layerMediaTypes.length ?? 0) > ARGO_MAX_LAYERS,
      },
      {
        code: 'ARGO_ONE_TAR_LAYER',
        verdict: 'does-not-work',
        when: 'Argo CD and none or several tar layers',
        why: 'Argo CD wants exactly one layer that is a tar.',
        advice:
          'Push the manifests as one layer of the type application/vnd.oci.image.layer.v1.tar+gzip.',
        source: ARGO,
        matches: facts => contentLayersOf(facts).length !== 1,
      },
      {
        code: 'ARGO_LAYER_TYPE',
        verdict: 'works-with',
        when: 'Argo CD and a layer of another type, such as that of flux push artifact',
        why: 'Argo CD refuses layers of types that are not in its list.',
        advice:
          'Use application/vnd.oci.image.layer.v1.tar+gzip, which Argo CD and Flux both take, or set reposerver.oci.layer.media.types.',
        source: 'Argo CD 3.5, cmd/argocd-repo-server',
        matches: facts =>
          contentLayersOf(facts).some(type => !ARGO_LAYER_TYPES.includes(type)),
      },
      {
        code: 'ARGO_TOO_LARGE',
        verdict: 'works-with',
        when: 'Argo CD and more than 1 GB extracted',
        why: 'Argo CD extracts up to 1 GB.',
        advice:
          'Keep weights out of the manifests, or raise ARGOCD_REPO_SERVER_OCI_MANIFEST_MAX_EXTRACTED_SIZE.',
        source: ARGO,
        matches: facts =>
          (artifactOf(facts)?.extractedBytes ?? 0) > ARGO_MAX_EXTRACTED_BYTES,
      },
      {
        code: 'ARGO_TAKES_IT',
        verdict: 'works',
        when: 'Argo CD and one layer of a type in its list',
        why: 'Argo CD extracts the one layer.',
        advice: '',
        source: ARGO,
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'delivery',
    isAsked: facts => hasEngine('flux')(facts) && Boolean(artifactOf(facts)),
    subject,
    rules: [
      {
        code: 'FLUX_WANTS_GZIP',
        verdict: 'does-not-work',
        when: 'Flux and a first layer that is not gzipped',
        why: 'Flux unpacks its first layer as tar+gzip, whatever its type says.',
        advice:
          'Push the manifests as one layer of the type application/vnd.oci.image.layer.v1.tar+gzip.',
        source: 'Flux, fluxcd/pkg tar',
        matches: facts =>
          !/gzip$/.test(String(artifactOf(facts)?.layerMediaTypes[0] ?? '')),
      },
      {
        code: 'FLUX_TAKES_IT',
        verdict: 'works',
        when: 'Flux and a first layer that is gzipped',
        why: 'Flux takes the first layer of any type.',
        advice: '',
        source: 'Flux, source-controller 1.9',
        matches: () => true,
      },
    ],
  },
  {
    dimension: 'delivery',
    isAsked: ({ delivery }) => delivery?.verifiesSignatures === true,
    subject,
    rules: [
      {
        code: 'ARGO_VERIFIES_NOTHING',
        verdict: 'does-not-work',
        when: 'Argo CD is to verify signatures',
        why: 'Argo CD verifies no signatures of OCI artifacts.',
        advice:
          'Verify before delivery and pin the digest, have an admission policy verify, or deliver by Flux.',
        source: 'Argo CD 3.5, AppProject sourceIntegrity (Git only)',
        matches: hasEngine('argo-cd'),
      },
      {
        code: 'BUNDLE_HIDES_SIGNATURE',
        verdict: 'does-not-work',
        when: 'Flux verifies, and there are bundles of which none is by the trusted key',
        why: 'Where Flux finds a Sigstore bundle it does not look at .sig signatures any more, and no bundle is by the trusted key.',
        advice: 'Sign with the trusted key in both forms, as Waybill does.',
        source: 'source-controller 1.9, internal/oci/cosign',
        matches: facts => {
          const found = facts.delivery?.signatures ?? [];
          const bundles = found.filter(({ form }) => form === 'bundle');
          return (
            hasEngine('flux')(facts) &&
            bundles.length > 0 &&
            bundles.every(({ isTrusted }) => !isTrusted)
          );
        },
      },
      {
        code: 'FLUX_VERIFIES',
        verdict: 'works',
        when: 'Flux verifies, and the trusted key signed',
        why: 'Flux accepts a signature by the trusted key.',
        advice: '',
        source: 'source-controller 1.9, internal/oci/cosign',
        matches: facts =>
          hasEngine('flux')(facts) &&
          facts.delivery?.signatures?.some(({ isTrusted }) => isTrusted) ===
            true,
      },
      {
        code: 'FLUX_FINDS_NO_SIGNATURE',
        verdict: 'does-not-work',
        when: 'Flux verifies, and no signature is by the trusted key',
        why: 'Flux refuses an artifact that the trusted key did not sign.',
        advice: 'Sign the artifact with the trusted key.',
        source: 'source-controller 1.9, internal/oci/cosign',
        matches: facts =>
          hasEngine('flux')(facts) && Array.isArray(facts.delivery?.signatures),
      },
      {
        code: 'SIGNATURES_UNKNOWN',
        verdict: 'unknown',
        when: 'Flux verifies, and nobody has looked at the signatures',
        why: 'Which signatures are there is not known.',
        advice: 'Verify the artifact.',
        matches: hasEngine('flux'),
      },
    ],
  },
  {
    dimension: 'delivery',
    isAsked: ({ delivery }) => delivery?.updatesVersions === true,
    subject,
    rules: [
      {
        code: 'UPDATER_BLIND',
        verdict: 'does-not-work',
        when: 'Argo CD Image Updater is to write new versions',
        why: 'Image Updater knows images of Kustomize and values of Helm, and no storageUri.',
        advice: 'Ship new versions by a change of the pinned digest.',
        source: 'Argo CD Image Updater 1.3',
        matches: hasEngine('argo-cd'),
      },
      {
        code: 'SETTER_DROPS_SCHEME',
        verdict: 'works-with',
        when: 'Flux image automation is to write new versions',
        why: 'A setter on storageUri writes name and tag, and the oci:// before them is gone.',
        advice:
          'Keep the digest in a field of its own (marker with :digest) and join it by substitution, or ship by a change of the pinned digest.',
        source: 'Flux, image-automation-controller 1.2',
        matches: hasEngine('flux'),
      },
    ],
  },
];
