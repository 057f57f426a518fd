import { LABEL_ENVIRONMENT } from '../delivery/labels';
import { checkFields, refuse } from '../delivery/refuse';
import type { KubernetesManifest } from '../kubernetes';
import { FLUX_NAMESPACE } from './fluxSources';

/** Where alerts go. Addresses that let everybody post are secrets: they come from a Secret. @public */
export interface FluxAlertsInput {
  /** Name of the environment: the objects are called after it. */
  readonly environment: string;
  readonly type:
    | 'slack'
    | 'msteams'
    | 'discord'
    | 'generic-hmac'
    | 'generic'
    | 'alertmanager'
    | 'github'
    | 'gitlab'
    | 'gitea'
    | 'grafana'
    | 'pagerduty'
    | 'opsgenie';
  /** Secret with the `address` and, where the type has one, the `token`. */
  readonly secret: string;
  readonly channel?: string;
  /** `error`: only what went wrong. Default `info`. */
  readonly severity?: 'info' | 'error';
  /** Where the delivery objects are. Default `flux-system`. */
  readonly controlNamespace?: string;
}

/** Kinds whose events tell of a model's delivery. */
const SOURCES = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'Kustomization',
  'HelmRelease',
  'ImagePolicy',
  'ImageUpdateAutomation',
];

/**
 * Tells people what Flux does in an environment.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`
 * @public
 */
export function buildFluxAlerts(input: FluxAlertsInput): KubernetesManifest[] {
  checkFields([
    ['environment', 'label', input.environment],
    ['secret', 'name', input.secret],
    ['controlNamespace', 'label', input.controlNamespace],
  ]);
  if (input.channel !== undefined && !/^[#@\w .-]{1,80}$/.test(input.channel)) {
    refuse('INVALID_VALUE', 'channel', 'This is no name of a channel');
  }
  const metadata = {
    name: `models-${input.environment}`,
    namespace: input.controlNamespace ?? FLUX_NAMESPACE,
  };
  return [
    {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Provider',
      metadata,
      spec: {
        type: input.type,
        ...(input.channel !== undefined && { channel: input.channel }),
        secretRef: { name: input.secret },
      },
    },
    {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Alert',
      metadata,
      spec: {
        providerRef: { name: metadata.name },
        eventSeverity: input.severity ?? 'info',
        eventMetadata: { environment: input.environment },
        eventSources: SOURCES.map(kind => ({ kind, name: '*' })),
      },
    },
  ];
}

/** Whom Flux listens to, so that it need not wait for its next look. @public */
export interface FluxReceiverInput {
  readonly environment: string;
  readonly type:
    | 'generic'
    | 'generic-hmac'
    | 'github'
    | 'gitlab'
    | 'bitbucket'
    | 'harbor'
    | 'dockerhub'
    | 'quay'
    | 'nexus'
    | 'acr'
    | 'gcr';
  /** Secret with the `token` that the sender signs with. */
  readonly secret: string;
  /** Kinds of sources that it wakes. Default `OCIRepository`. */
  readonly sources?: readonly (
    | 'GitRepository'
    | 'OCIRepository'
    | 'HelmRepository'
  )[];
  readonly controlNamespace?: string;
}

/**
 * An address at which a Git host or registry tells Flux that there is something new.
 *
 * @throws ManifestError `INVALID_NAME`
 * @public
 */
export function buildFluxReceiver(
  input: FluxReceiverInput,
): KubernetesManifest {
  checkFields([
    ['environment', 'label', input.environment],
    ['secret', 'name', input.secret],
    ['controlNamespace', 'label', input.controlNamespace],
  ]);
  const sources = input.sources ?? ['OCIRepository'];
  return {
    apiVersion: 'notification.toolkit.fluxcd.io/v1',
    kind: 'Receiver',
    metadata: {
      name: `models-${input.environment}`,
      namespace: input.controlNamespace ?? FLUX_NAMESPACE,
    },
    spec: {
      type: input.type,
      secretRef: { name: input.secret },
      resources: sources.map(kind => ({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind,
        // With a star Flux wants to know which, and answers the sender with an error otherwise.
        name: '*',
        matchLabels: { [LABEL_ENVIRONMENT]: input.environment },
      })),
    },
  };
}
