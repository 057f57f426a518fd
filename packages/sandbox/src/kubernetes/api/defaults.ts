import { fieldAt, isJsonObject, setFieldWithParent } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type {
  JsonObject,
  JsonValue,
  KubernetesObject,
} from '../KubernetesObject';
import { allocateClusterIp, defaultService } from './serviceDefaults';
import { defaultPodSpec } from './podDefaults';

const builtInDefaults: Readonly<
  Record<string, (object: KubernetesObject) => void>
> = {
  Namespace: object => {
    object.metadata.labels = {
      ...object.metadata.labels,
      'kubernetes.io/metadata.name': object.metadata.name,
    };
    object.spec ??= { finalizers: ['kubernetes'] };
    object.status ??= { phase: 'Active' };
  },
  Secret: object => {
    object.type ??= 'Opaque';
    if (!isJsonObject(object.stringData)) return;
    const written = Object.entries(object.stringData).map(([name, text]) => [
      name,
      Buffer.from(String(text), 'utf8').toString('base64'),
    ]);
    object.data = {
      ...(isJsonObject(object.data) ? object.data : {}),
      ...Object.fromEntries(written),
    };
    delete object.stringData;
  },
  Pod: object => {
    defaultPodSpec(object.spec);
    if (isJsonObject(object.spec)) {
      object.spec.enableServiceLinks ??= true;
      object.spec.preemptionPolicy ??= 'PreemptLowerPriority';
      object.spec.priority ??= 0;
      object.spec.tolerations ??= nodeTolerations();
    }
  },
  Deployment: object => {
    defaultWorkload(object);
    const { spec } = object;
    if (!isJsonObject(spec)) return;
    spec.strategy ??= {};
    spec.progressDeadlineSeconds ??= 600;
    spec.revisionHistoryLimit ??= 10;
    if (!isJsonObject(spec.strategy)) return;
    spec.strategy.type ??= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate = {
        maxSurge: '25%',
        maxUnavailable: '25%',
        ...asObject(spec.strategy.rollingUpdate),
      };
    }
  },
  ReplicaSet: object => defaultWorkload(object),
  StatefulSet: object => defaultWorkload(object),
  Service: object => {
    defaultService(object);
    allocateClusterIp(object);
  },
};

/** Fills in what an object leaves open. The object is changed in place: it is the writer's own copy. */
export function applyDefaults(
  kind: KindDefinition,
  object: KubernetesObject,
): void {
  for (const { path, value } of kind.defaults ?? []) {
    if (fieldAt(object, path) === undefined)
      setFieldWithParent(object, path, structuredClone(value));
  }
  if (kind.isBuiltIn) builtInDefaults[kind.kind]?.(object);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function defaultWorkload(object: KubernetesObject): void {
  if (!isJsonObject(object.spec)) return;
  object.spec.replicas ??= 1;
  defaultPodSpec(fieldAt(object, 'spec.template.spec'));
}

/** What the admission plugin DefaultTolerationSeconds adds. */
function nodeTolerations(): JsonObject[] {
  return ['not-ready', 'unreachable'].map(state => ({
    effect: 'NoExecute',
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    tolerationSeconds: 300,
  }));
}
