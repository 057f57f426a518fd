import semver from 'semver';
import { formatRepository, parseRepository } from '../../reference';
import type { DeliverySpec } from '../declaration';
import { checkFields, refuse } from '../delivery/refuse';
import type { KubernetesManifest } from '../kubernetes';
import { checkKubernetesName } from '../kubernetesNames';
import { ARGOCD_NAMESPACE } from './argoApplication';

/** @public */
export interface ArgoImageUpdaterInput {
  /** Name of the model. */
  readonly name: string;
  readonly servingKind: DeliverySpec['servingKind'];
  /** `host/path` of the images. */
  readonly repository: string;
  readonly range: string;
  /** Environments whose applications are kept up to date. */
  readonly environments: readonly string[];
  /** Where what was found is written: without a repository, the one of the application. */
  readonly git: {
    readonly branch: string;
    /** Secret in Argo CD's namespace with which it may push. */
    readonly credentialsSecret: string;
  };
  /** Secret in Argo CD's namespace with the public key under `cosign.pub`: only what it verifies is taken. */
  readonly keySecret?: string;
  readonly controlNamespace?: string;
}

/**
 * What makes Argo CD Image Updater 1 follow the image of a plain Deployment. It cannot follow a model of KServe: it knows
 * images, and no `storageUri`.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildArgoImageUpdater(
  input: ArgoImageUpdaterInput,
): KubernetesManifest {
  checkInput(input);
  const namespace = input.controlNamespace ?? ARGOCD_NAMESPACE;
  const image = formatRepository(parseRepository(input.repository));
  return {
    apiVersion: 'argocd-image-updater.argoproj.io/v1alpha1',
    kind: 'ImageUpdater',
    metadata: { name: input.name, namespace },
    spec: {
      ...(input.keySecret !== undefined && {
        imagesVerification: {
          enabled: true,
          cosignKey: { secretName: input.keySecret, key: 'cosign.pub' },
        },
      }),
      writeBackConfig: {
        method: `git:secret:${namespace}/${input.git.credentialsSecret}`,
        gitConfig: {
          branch: input.git.branch,
          writeBackTarget: 'kustomization',
        },
      },
      applicationRefs: input.environments.map(environment => ({
        namePattern: `${input.name}-${environment}`,
        images: [
          {
            alias: input.name,
            imageName: `${image}:${input.range}`,
            commonUpdateSettings: { updateStrategy: 'semver' },
            manifestTargets: { kustomize: { name: image } },
          },
        ],
      })),
    },
  };
}

function checkInput(input: ArgoImageUpdaterInput): void {
  checkKubernetesName(input.name);
  checkFields([
    ['controlNamespace', 'label', input.controlNamespace],
    ['keySecret', 'name', input.keySecret],
    ['git.branch', 'branch', input.git.branch],
    ['git.credentialsSecret', 'name', input.git.credentialsSecret],
    ...input.environments.map(
      (name, index) => [`environments[${index}]`, 'label', name] as const,
    ),
  ]);
  if (input.servingKind !== 'Deployment') {
    refuse(
      'CONFLICT',
      'servingKind',
      `Argo CD Image Updater knows images of containers, not where a ${input.servingKind} says which model it serves: let Waybill or Renovate open the change, or use Flux' image automation`,
    );
  }
  if (input.environments.length === 0) {
    refuse('NO_ENVIRONMENT', 'environments', 'No environment is given');
  }
  if (!/^[\w.^~<>=*-]+$/.test(input.range) || !semver.validRange(input.range)) {
    refuse(
      'INVALID_VALUE',
      'range',
      `'${input.range.slice(
        0,
        80,
      )}' is no range of versions that fits behind an image: write it like '1.x' or '~1.2'`,
    );
  }
}
