import type { Player, PlayerContext } from '../PlayerContext';
import { WorkQueue } from '../WorkQueue';
import type { Deployment, Pod } from '../workloads';
import { keyOf } from '../workloads';
import type {
  InferenceService,
  InferenceServiceStatus,
  ServingRuntime,
} from './objects';
import { buildPredictorDeployment, buildPredictorService } from './predictor';
import { CLUSTER_SERVING_RUNTIMES, selectRuntime } from './runtimes';
import {
  describeServing,
  describeStopped,
  describeUnsupported,
} from './status';

const MANAGER = 'kserve-controller-manager';
const FINALIZER = 'inferenceservice.finalizers';
const STOP = 'serving.kserve.io/stop';
const LABEL = 'serving.kserve.io/inferenceservice';

/** Plays KServe's controller in Standard mode: InferenceService → Deployment and Service, and back into its status. */
export function startKserve(context: PlayerContext): Player {
  const { client } = context;
  for (const runtime of CLUSTER_SERVING_RUNTIMES) {
    const { kind, metadata } = runtime;
    if (!client.get({ kind, name: metadata.name }))
      client.create(runtime, { manager: MANAGER });
  }
  const queue = new WorkQueue({
    ...context,
    name: 'InferenceService',
    retryMs: context.timing.backOffMs,
    work: key => reconcile(context, key),
  });
  const addOwner = ({ object }: { object: Deployment | Pod }) => {
    const name = object.metadata.labels?.[LABEL];
    if (name) queue.add(`${object.metadata.namespace}/${name}`);
  };
  const unwatch = [
    client.watch<InferenceService>('InferenceService', ({ object }) =>
      queue.add(keyOf(object)),
    ),
    client.watch<Deployment>('Deployment', addOwner),
    client.watch<Pod>('Pod', addOwner),
  ];
  return {
    stop() {
      queue.stop();
      for (const end of unwatch) end();
    },
  };
}

function reconcile(context: PlayerContext, key: string): void {
  const { client } = context;
  const [namespace, name] = key.split('/');
  const found = client.get<InferenceService>({
    kind: 'InferenceService',
    namespace,
    name,
  });
  if (!found) return;
  if (found.metadata.deletionTimestamp) {
    release(context, found);
    return;
  }
  const service = admit(context, found);
  const model = service.spec?.predictor?.model;
  const runtime = selectRuntime(
    client.list<ServingRuntime>('ClusterServingRuntime'),
    model ?? {},
  );
  const now = context
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');

  if (service.metadata.annotations?.[STOP] === 'true') {
    remove(context, namespace, `${name}-predictor`);
    writeStatus(
      context,
      service,
      describeStopped(service, runtime?.metadata.name, now),
    );
    return;
  }
  if (!model || !runtime) {
    writeStatus(context, service, describeUnsupported(service, now));
    return;
  }
  const deployment = ensureDeployment(
    context,
    buildPredictorDeployment(service, runtime),
  );
  if (!client.get({ kind: 'Service', namespace, name: `${name}-predictor` })) {
    client.create(buildPredictorService(service), { manager: MANAGER });
  }
  const pods = client
    .list<Pod>('Pod', { namespace, labelSelector: `${LABEL}=${name}` })
    .filter(({ metadata }) => !metadata.deletionTimestamp);
  writeStatus(
    context,
    service,
    describeServing(service, runtime.metadata.name, deployment, pods, now),
  );
}

/** What KServe's defaulting webhook and first reconciliation add to the metadata. */
function admit(
  { client }: PlayerContext,
  service: InferenceService,
): InferenceService {
  const { namespace, name, annotations, finalizers } = service.metadata;
  const wanted = {
    modelFormat: service.spec?.predictor?.model?.modelFormat?.name ?? '',
    'serving.kserve.io/deploymentMode': 'Standard',
  };
  const isAdmitted =
    finalizers?.includes(FINALIZER) &&
    Object.entries(wanted).every(
      ([key, value]) => annotations?.[key] === value,
    );
  if (isAdmitted) return service;
  return client.patch<InferenceService>(
    { kind: 'InferenceService', namespace, name },
    {
      metadata: {
        annotations: wanted,
        finalizers: [...new Set([...(finalizers ?? []), FINALIZER])],
      },
    },
    { type: 'merge', manager: MANAGER },
  );
}

function release({ client }: PlayerContext, service: InferenceService): void {
  const { namespace, name, finalizers } = service.metadata;
  if (!finalizers?.includes(FINALIZER)) return;
  client.patch(
    { kind: 'InferenceService', namespace, name },
    {
      metadata: {
        finalizers: finalizers.filter(finalizer => finalizer !== FINALIZER),
      },
    },
    { type: 'merge', manager: MANAGER },
  );
}

function remove(
  { client }: PlayerContext,
  namespace: string,
  name: string,
): void {
  for (const kind of ['Deployment', 'Service'])
    client.delete({ kind, namespace, name });
}

function ensureDeployment(
  { client }: PlayerContext,
  wanted: Deployment,
): Deployment {
  const { namespace, name } = wanted.metadata;
  const found = client.get<Deployment>({ kind: 'Deployment', namespace, name });
  if (!found) return client.create(wanted, { manager: MANAGER });
  if (JSON.stringify(found.spec) === JSON.stringify(wanted.spec)) return found;
  return client.update(
    {
      ...found,
      metadata: {
        ...found.metadata,
        annotations: {
          ...found.metadata.annotations,
          ...wanted.metadata.annotations,
        },
      },
      spec: wanted.spec,
    },
    { manager: MANAGER },
  );
}

function writeStatus(
  { client }: PlayerContext,
  service: InferenceService,
  status: InferenceServiceStatus,
): void {
  if (JSON.stringify(service.status) === JSON.stringify(status)) return;
  client.update(
    { ...service, status },
    { manager: MANAGER, subresource: 'status' },
  );
}
