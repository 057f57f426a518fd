import semver from 'semver';
import { formatRepository, parseRepository } from '../../../reference';
import { LABEL_MODEL } from '../../delivery/labels';
import { checkFields, refuse } from '../../delivery/refuse';
import type { KubernetesManifest } from '../../kubernetes';
import { checkServingName } from '../../kubernetesNames';
import { FLUX_NAMESPACE } from '../fluxSources';

/** What Flux is told to watch, and where it writes down what it found. @public */
export interface ImageAutomationInput {
  /** Name of the model: the objects are called after it. */
  readonly name: string;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  /** Which versions are taken: `1.x`, `>=1.0.0-0`. */
  readonly range: string;
  readonly isPlainHttp?: boolean;
  /** Secret of type `kubernetes.io/dockerconfigjson`. */
  readonly credentialsSecret?: string;
  /** Namespace of the objects. Default `flux-system`. */
  readonly controlNamespace?: string;
  /** Go duration; how often the registry is asked. Default `5m`. */
  readonly interval?: string;
  /** The model's Git repository; without it Flux watches and writes nothing. */
  readonly git?: {
    readonly url: string;
    readonly branch: string;
    /** Secret with which Flux may push. */
    readonly credentialsSecret: string;
    /** Branch that is pushed to, for review; the one that is read where absent. */
    readonly pushBranch?: string;
    /** Folder in which Flux looks for markers. Default `deploy`. */
    readonly path?: string;
    readonly author: { readonly name: string; readonly email: string };
    /** Secret with the key that signs the commits. */
    readonly signingKey?: {
      readonly secret: string;
      readonly type: 'gpg' | 'ssh';
    };
  };
}

/**
 * What makes Flux find the newest version of a model, and write it down where a marker says so: see `addVersionMarkers`.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildImageAutomation(
  input: ImageAutomationInput,
): KubernetesManifest[] {
  checkInput(input);
  return [
    buildImageRepository(input),
    buildImagePolicy(input),
    ...buildGit(input),
  ];
}

function checkInput(input: ImageAutomationInput): void {
  const { git } = input;
  checkServingName(input.name);
  checkFields([
    ['controlNamespace', 'label', input.controlNamespace],
    ['credentialsSecret', 'name', input.credentialsSecret],
    ['interval', 'duration', input.interval],
    ['git.url', 'gitUrl', git?.url],
    ['git.branch', 'branch', git?.branch],
    ['git.pushBranch', 'branch', git?.pushBranch],
    ['git.path', 'folder', git?.path],
    ['git.credentialsSecret', 'name', git?.credentialsSecret],
    ['git.signingKey.secret', 'name', git?.signingKey?.secret],
  ]);
  if (!input.range || semver.validRange(input.range) === null) {
    refuse(
      'INVALID_VALUE',
      'range',
      `'${input.range.slice(
        0,
        80,
      )}' is no range of versions: write it like '1.x' or '>=1.0.0'`,
    );
  }
  if (git && !/^[^\s@<>]+@[^\s@<>]+$/.test(git.author.email)) {
    refuse('INVALID_VALUE', 'git.author.email', 'This is no e-mail address');
  }
}

function metadataOf({ name, controlNamespace }: ImageAutomationInput) {
  return {
    name,
    namespace: controlNamespace ?? FLUX_NAMESPACE,
    labels: { [LABEL_MODEL]: name },
  };
}

function buildImageRepository(input: ImageAutomationInput): KubernetesManifest {
  return {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    metadata: metadataOf(input),
    spec: {
      image: formatRepository(parseRepository(input.repository)),
      interval: input.interval ?? '5m',
      // Signatures and what else hangs on a version by its tag.
      exclusionList: ['\\.(sig|att|sbom)$', '^sha256-'],
      ...(input.isPlainHttp && { insecure: true }),
      ...(input.credentialsSecret !== undefined && {
        secretRef: { name: input.credentialsSecret },
      }),
    },
  };
}

function buildImagePolicy(input: ImageAutomationInput): KubernetesManifest {
  return {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImagePolicy',
    metadata: metadataOf(input),
    spec: {
      imageRepositoryRef: { name: input.name },
      policy: { semver: { range: input.range } },
      // A version stays what it was when it was found: whoever moves its tag reaches nothing.
      digestReflectionPolicy: 'IfNotPresent',
    },
  };
}

function buildGit(input: ImageAutomationInput): KubernetesManifest[] {
  const { git, name } = input;
  if (!git) return [];
  const metadata = metadataOf(input);
  const source = { ...metadata, name: `${name}-automation` };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: source,
      spec: {
        interval: '10m',
        url: git.url,
        ref: { branch: git.branch },
        secretRef: { name: git.credentialsSecret },
      },
    },
    {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImageUpdateAutomation',
      metadata,
      spec: {
        interval: '5m',
        sourceRef: { kind: 'GitRepository', name: source.name },
        git: {
          checkout: { ref: { branch: git.branch } },
          commit: {
            author: git.author,
            messageTemplate: `feat: run the newest version of ${name}\n\n{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}`,
            ...(git.signingKey && {
              signingKey: {
                type: git.signingKey.type,
                secretRef: { name: git.signingKey.secret },
              },
            }),
          },
          push: { branch: git.pushBranch ?? git.branch },
        },
        policySelector: { matchLabels: { [LABEL_MODEL]: name } },
        update: { path: `./${git.path ?? 'deploy'}`, strategy: 'Setters' },
      },
    },
  ];
}
