import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectKey } from '../../../kubernetes';
import type { EventRecorder } from '../../EventRecorder';
import type { PlayerContext } from '../../PlayerContext';
import { type FileTree, normalizePath } from '../artifacts/FileTree';
import { durationMs, goDuration } from '../duration';
import { HealthError, waitForHealth } from '../health/waitForHealth';
import { buildKustomization, KustomizeError } from '../kustomize';
import { ApplyError, applyObjects, pruneObjects } from './applyObjects';
import { inventoryEntry, keyOfEntry } from './inventory';
import { type KustomizationRun, StepError } from './KustomizationRun';

const defaultTimeoutMs = 60_000;

/** What applying works with. */
export interface ApplyParts {
  readonly context: PlayerContext;
  readonly events: EventRecorder;
}

/** Builds and applies one revision, prunes what it no longer has, and waits for health; a failed step is a StepError. */
export async function applyRevision(
  parts: ApplyParts,
  run: KustomizationRun,
  revision: string,
  files: FileTree,
): Promise<void> {
  const { conditions, status, spec } = run;
  const timeoutMs = durationMs(spec.timeout ?? spec.interval, defaultTimeoutMs);
  const message = 'Reconciliation in progress';
  conditions.set('Ready', 'Unknown', 'Progressing', message);
  run.announce('Fetching manifests', revision, timeoutMs);
  const folder = folderOf(spec.path, files);
  status.lastAttemptedRevision = revision;
  run.announce('Building manifests', revision, timeoutMs);
  const objects = build(run, files, folder);
  const digest = sha256(JSON.stringify(objects));
  run.announce('Detecting drift', revision, timeoutMs);
  try {
    applyAndPrune(parts, run, objects);
    await checkHealth(parts, run, { revision, timeoutMs, objects });
  } catch (error) {
    if (error instanceof StepError) run.record(error.reason, revision, digest);
    throw error;
  }
  status.lastAppliedRevision = revision;
  const reason = 'ReconciliationSucceeded';
  conditions.set('Ready', 'True', reason, `Applied revision: ${revision}`);
  run.record(reason, revision, digest);
  parts.events.report(run.object, {
    type: 'Normal',
    reason,
    message: `Reconciliation finished in ${run.took()}, next run in ${
      spec.interval
    }`,
  });
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function folderOf(path: string | undefined, files: FileTree): string {
  const folder = normalizePath(path ?? '');
  const isThere =
    folder === '' ||
    [...files.keys()].some(each => each.startsWith(`${folder}/`));
  if (folder !== undefined && isThere) return folder;
  throw new StepError(
    'ArtifactFailed',
    `kustomization path not found: stat ${path}: no such file or directory`,
  );
}

function build(
  { spec }: KustomizationRun,
  files: FileTree,
  folder: string,
): KubernetesObject[] {
  const { labels, annotations } = spec.commonMetadata ?? {};
  try {
    return buildKustomization(files, folder, {
      namespace: spec.targetNamespace,
      namePrefix: spec.namePrefix,
      nameSuffix: spec.nameSuffix,
      patches: spec.patches,
      images: spec.images?.map(image => ({ ...image, name: image.name })),
      labels: labels && [{ pairs: labels }],
      commonAnnotations: annotations,
    });
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    throw new StepError(
      'BuildFailed',
      `kustomize build failed: ${error.message}`,
    );
  }
}

function applyAndPrune(
  { context, events }: ApplyParts,
  { object, owner, status, spec }: KustomizationRun,
  objects: readonly KubernetesObject[],
): void {
  const { client } = context;
  const old = object.status?.inventory?.entries ?? [];
  const tell = (changes: readonly string[]) => {
    if (changes.length === 0) return;
    const message = changes.join('\n');
    events.report(object, { type: 'Normal', reason: 'Progressing', message });
  };
  try {
    const { entries, changes } = applyObjects(client, objects, owner);
    status.inventory = { entries };
    tell(changes);
    const stale = old.filter(({ id }) => !entries.some(each => each.id === id));
    if (spec.prune) tell(pruneObjects(client, stale, owner));
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    throw new StepError('ReconciliationFailed', error.message);
  }
}

/** What is waited for: all that was applied, or what the healthChecks name; never the Kustomization itself. */
function checkedKeys(
  { spec, owner }: KustomizationRun,
  objects: readonly KubernetesObject[],
): ObjectKey[] {
  const keys: ObjectKey[] = spec.wait
    ? objects.map(each => keyOfEntry(inventoryEntry(each)))
    : (spec.healthChecks ?? []).map(({ kind, name, namespace }) => ({
        kind,
        name,
        namespace,
      }));
  const isSelf = ({ kind, namespace, name }: ObjectKey) =>
    kind === 'Kustomization' &&
    namespace === owner.namespace &&
    name === owner.name;
  return keys.filter(key => !isSelf(key));
}

async function checkHealth(
  { context }: ApplyParts,
  run: KustomizationRun,
  options: {
    revision: string;
    timeoutMs: number;
    objects: readonly KubernetesObject[];
  },
): Promise<void> {
  const { conditions, signal, spec } = run;
  const { revision, timeoutMs } = options;
  const keys = checkedKeys(run, options.objects);
  if (keys.length === 0) {
    conditions.delete('Healthy');
    return;
  }
  const what = 'Running health checks';
  const message = `${what} for revision ${revision} with a timeout of ${goDuration(
    timeoutMs,
  )}`;
  conditions.set('Healthy', 'Unknown', 'Progressing', message);
  run.announce(what, revision, timeoutMs);
  const startedMs = run.nowMs();
  const took = () => goDuration(Math.max(1, run.nowMs() - startedMs));
  try {
    await waitForHealth({
      client: context.client,
      tick: context.tick,
      objects: keys,
      expressions: spec.healthCheckExprs ?? [],
      timeoutMs,
      signal,
    });
  } catch (error) {
    if (!(error instanceof HealthError)) throw error;
    const reason = 'HealthCheckFailed';
    conditions.set('Healthy', 'False', reason, error.message);
    throw new StepError(
      reason,
      `health check failed after ${took()}: ${error.message}`,
    );
  }
  const passed = `Health check passed in ${took()}`;
  conditions.set('Healthy', 'True', 'Succeeded', passed);
}
