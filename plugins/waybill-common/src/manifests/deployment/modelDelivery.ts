import type { DeploymentSpec, PinnedPackage } from '../declaration';
import { formatPackage } from './modelAnnotations';
import { CONTAINER_SECURITY } from './podSecurity';

/** Where a server looks for the model where nothing else is said: KServe's place, which many servers know. */
export const DEFAULT_MODEL_PATH = '/mnt/models';

const MODEL_VOLUME = 'model';
export const TMP_MOUNT = { name: 'tmp', mountPath: '/tmp' };

/** Under `/tmp`, the only folder that can be written. */
const KIT_HOME = '/tmp/kitops';
const KIT_CREDENTIALS = 'registry-credentials';

/** How the model's files come into the pod. @internal */
export interface ModelDelivery {
  readonly image?: string;
  readonly initContainers: readonly object[];
  readonly volumes: readonly object[];
  readonly mounts: readonly object[];
}

/** @internal */
export function buildModelDelivery(
  spec: DeploymentSpec,
  pinned: PinnedPackage | undefined,
): ModelDelivery {
  const reference = pinned && formatPackage(pinned);
  switch (spec.delivery) {
    case 'init-container':
      return unpackModel(spec, reference);
    case 'image-volume':
      return mountModel(spec, reference);
    default:
      return {
        image: spec.image ?? reference,
        initContainers: [],
        volumes: [],
        mounts: [],
      };
  }
}

function unpackModel(
  spec: DeploymentSpec,
  reference: string | undefined,
): ModelDelivery {
  const mount = { name: MODEL_VOLUME, mountPath: modelPath(spec) };
  const [secretName] = spec.imagePullSecrets ?? [];
  return {
    image: spec.image,
    initContainers: [
      {
        name: 'unpack-model',
        image: spec.unpackImage,
        command: ['kit'],
        ...(reference && { args: unpackArguments(spec, reference) }),
        env: [{ name: 'KITOPS_HOME', value: KIT_HOME }],
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { memory: '1Gi' },
        },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [
          mount,
          TMP_MOUNT,
          ...(secretName
            ? [
                {
                  name: KIT_CREDENTIALS,
                  mountPath: `${KIT_HOME}/credentials.json`,
                  subPath: 'credentials.json',
                  readOnly: true,
                },
              ]
            : []),
        ],
      },
    ],
    volumes: [
      { name: MODEL_VOLUME, emptyDir: {} },
      ...(secretName ? [credentialsVolume(secretName)] : []),
    ],
    mounts: [{ ...mount, readOnly: true }],
  };
}

/** By digest: kit holds every layer against it. Only the model, not its datasets. */
function unpackArguments(spec: DeploymentSpec, reference: string): string[] {
  return [
    'unpack',
    reference,
    '--dir',
    modelPath(spec),
    '--filter',
    'model',
    // The volume outlives the container: a node that restarts finds what was unpacked before.
    '--overwrite',
    ...(spec.isPlainHttp ? ['--plain-http'] : []),
  ];
}

/** The secret with which the kubelet pulls; kit reads the same form under another name. */
function credentialsVolume(secretName: string) {
  return {
    name: KIT_CREDENTIALS,
    secret: {
      secretName,
      items: [{ key: '.dockerconfigjson', path: 'credentials.json' }],
    },
  };
}

/** A modelcar keeps the files under `models/`, as KServe wants them. */
function mountModel(
  spec: DeploymentSpec,
  reference: string | undefined,
): ModelDelivery {
  return {
    image: spec.image,
    initContainers: [],
    volumes: [
      {
        name: MODEL_VOLUME,
        image: {
          ...(reference && { reference }),
          pullPolicy: 'IfNotPresent',
        },
      },
    ],
    mounts: [
      {
        name: MODEL_VOLUME,
        mountPath: modelPath(spec),
        subPath: 'models',
        readOnly: true,
      },
    ],
  };
}

/** @internal */
export function modelPath(spec: DeploymentSpec): string {
  return spec.modelPath ?? DEFAULT_MODEL_PATH;
}
