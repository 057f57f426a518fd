import { MediaType } from '../../artifact/mediaTypes';
import { formatRepository, parseRepository } from '../../reference';
import { globToRegExp, textToRegExp } from '../admission/patterns';
import type {
  DeliverySpec,
  GitDeliverySource,
  OciDeliverySource,
} from '../declaration';
import type { ManifestMetadata } from '../kubernetes';
import { LABEL_ENVIRONMENT } from '../delivery/labels';
import type {
  FluxGitRepository,
  FluxHelmRepository,
  FluxOciRepository,
  FluxVerification,
} from './fluxTypes';

/** Namespace of Flux and of the objects that deliver models. @public */
export const FLUX_NAMESPACE = 'flux-system';

/** Secret with the public keys that may have signed manifests, unless a delivery names another. @public */
export const VERIFICATION_SECRET = 'cosign-pub';

const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** @internal */
export function fluxMetadata(spec: DeliverySpec): ManifestMetadata {
  return {
    name: spec.name,
    namespace: spec.controlNamespace ?? FLUX_NAMESPACE,
    labels: { [LABEL_ENVIRONMENT]: spec.environment.name },
  };
}

/** @internal */
export function fluxInterval(spec: DeliverySpec): string {
  return spec.interval ?? '1m';
}

/** @internal */
export function buildGitRepository(
  spec: DeliverySpec,
  source: GitDeliverySource,
): FluxGitRepository {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: fluxMetadata(spec),
    spec: {
      interval: fluxInterval(spec),
      url: source.url,
      ref: { branch: source.branch },
      // A model repository may hold data; what is not declared need not come to the cluster.
      ignore: ignoreAllBut(source.path ?? 'deploy'),
      ...secretReference(source),
    },
  };
}

/** @internal */
export function buildOciRepository(
  spec: DeliverySpec,
  source: OciDeliverySource,
): FluxOciRepository {
  const verify = buildVerify(source.verification);
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: fluxMetadata(spec),
    spec: {
      interval: fluxInterval(spec),
      url: ociUrl(source.repository),
      ref: source.reference,
      layerSelector:
        spec.form === 'helm'
          ? { mediaType: CHART_LAYER, operation: 'copy' }
          : { mediaType: MediaType.imageLayerTarGzip, operation: 'extract' },
      ...(source.isPlainHttp && { insecure: true }),
      ...secretReference(source),
      ...(verify && { verify }),
    },
  };
}

/** In the words of `.gitignore`: a folder can only come back where the folders above it are there. */
function ignoreAllBut(path: string): string {
  const segments = path.split('/');
  const lines = segments.flatMap((_, depth) => {
    const parent = ['', ...segments.slice(0, depth)].join('/');
    return [`${parent}/*`, `!${parent}/${segments[depth]}/`];
  });
  return `${lines.join('\n')}\n`;
}

/** The folder of a registry in which the chart lies: Flux puts the chart's name behind it. @internal */
export function buildHelmRepository(
  spec: DeliverySpec,
  source: OciDeliverySource,
): FluxHelmRepository {
  const url = ociUrl(source.repository);
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: fluxMetadata(spec),
    spec: {
      type: 'oci',
      url: url.slice(0, url.lastIndexOf('/')),
      interval: fluxInterval(spec),
      ...(source.isPlainHttp && { insecure: true }),
      ...secretReference(source),
    },
  };
}

/** Name of the chart that a repository of a registry holds. @internal */
export function chartNameOf(source: OciDeliverySource): string {
  return source.repository.slice(source.repository.lastIndexOf('/') + 1);
}

function ociUrl(repository: string): string {
  return `oci://${formatRepository(parseRepository(repository))}`;
}

function secretReference(source: { readonly credentialsSecret?: string }) {
  return source.credentialsSecret === undefined
    ? {}
    : { secretRef: { name: source.credentialsSecret } };
}

function buildVerify(
  verification: OciDeliverySource['verification'],
): FluxVerification | undefined {
  if (verification === 'none') return undefined;
  if (verification === undefined || 'keySecret' in verification) {
    const name = verification?.keySecret ?? VERIFICATION_SECRET;
    return { provider: 'cosign', secretRef: { name } };
  }
  const { identities, trustedRootSecret } = verification;
  return {
    provider: 'cosign',
    // Flux takes both for regular expressions.
    matchOIDCIdentity: identities.map(({ issuer, subject }) => ({
      issuer: textToRegExp(issuer),
      subject: globToRegExp(subject),
    })),
    ...(trustedRootSecret !== undefined && {
      trustedRootSecretRef: { name: trustedRootSecret },
    }),
  };
}
