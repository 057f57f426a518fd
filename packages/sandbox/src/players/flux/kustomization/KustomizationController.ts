import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectKey } from '../../../kubernetes';
import { isSameJson } from '../../../kubernetes/fieldPath';
import type { EventRecorder } from '../../EventRecorder';
import type { Player, PlayerContext } from '../../PlayerContext';
import { keyOf } from '../../workloads';
import type { ArtifactStore } from '../artifacts/ArtifactStore';
import { type FileTree, normalizePath } from '../artifacts/FileTree';
import { Conditions } from '../Conditions';
import { durationMs, goDuration } from '../duration';
import {
  fluxFinalizer,
  type KustomizationObject,
  type KustomizationStatus,
  requestedAtAnnotation,
  sourceKinds,
  type SourceObject,
} from '../fluxObjects';
import { HealthError, waitForHealth } from '../health/waitForHealth';
import { KeyedLoop } from '../KeyedLoop';
import { buildKustomization, KustomizeError } from '../kustomize';
import { ApplyError, applyObjects, type Owner, pruneObjects } from './applyObjects';
import { unmetDependency } from './dependencies';
import { inventoryEntry, keyOfEntry, upsertHistory } from './inventory';

const manager = 'kustomize-controller';
const dependencyRetryMs = 30_000;
const defaultTimeoutMs = 60_000;
/** How long to wait for a source that is known and has not been fetched yet (after a restart). */
const artifactRetryMs = 1_000;

/** One reconciliation under way; `status` collects what is written at its end. */
interface Run {
  readonly object: KustomizationObject;
  readonly owner: Owner;
  readonly conditions: Conditions;
  readonly status: KustomizationStatus;
  readonly startedMs: number;
  readonly signal: AbortSignal;
}

/** A step that failed, with its reason. */
class StepError extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
    this.name = 'StepError';
  }
}

/** Plays kustomize-controller. */
export class KustomizationController implements Player {
  private readonly loop: KeyedLoop;
  private readonly unwatches: (() => void)[];

  constructor(
    private readonly context: PlayerContext,
    private readonly parts: { artifacts: ArtifactStore; events: EventRecorder },
  ) {
    this.loop = new KeyedLoop({ ...context, work: (key, signal) => this.reconcile(key, signal) });
    this.unwatches = [this.watchKustomizations(), ...sourceKinds.map(kind => this.watchSources(kind))];
  }

  stop(): void {
    this.unwatches.forEach(unwatch => unwatch());
    this.loop.stop();
  }

  private watchKustomizations(): () => void {
    const seen = new Map<string, unknown>();
    return this.context.client.watch<KustomizationObject>('Kustomization', ({ type, object }) => {
      const key = keyOf(object);
      const { generation, annotations, deletionTimestamp, finalizers, uid } = object.metadata;
      const cause = [uid, generation, annotations?.[requestedAtAnnotation], deletionTimestamp, finalizers];
      if (type !== 'DELETED' && !isSameJson(seen.get(key), cause)) this.loop.add(key);
      seen.set(key, cause);
    });
  }

  /** A new artifact is a reason to look at all that is made from it. */
  private watchSources(kind: string): () => void {
    const seen = new Map<string, string | undefined>();
    return this.context.client.watch<SourceObject>(kind, ({ object }) => {
      const revision = object.status?.artifact?.revision;
      if (seen.get(keyOf(object)) === revision) return;
      seen.set(keyOf(object), revision);
      for (const kustomization of this.context.client.list<KustomizationObject>('Kustomization')) {
        const { sourceRef } = kustomization.spec ?? {};
        const namespace = sourceRef?.namespace ?? kustomization.metadata.namespace;
        const isMine = sourceRef?.kind === kind && `${namespace}/${sourceRef.name}` === keyOf(object);
        if (isMine && kustomization.status?.lastAppliedRevision !== revision) this.loop.add(keyOf(kustomization));
      }
    });
  }

  private async reconcile(key: string, signal: AbortSignal): Promise<void> {
    const [namespace, name] = key.split('/');
    const object = this.context.client.get<KustomizationObject>({ kind: 'Kustomization', namespace, name });
    if (!object?.spec) return;
    const { finalizers = [], deletionTimestamp, generation } = object.metadata;
    const owner = { name, namespace };
    if (deletionTimestamp) {
      const isPruned = object.spec.prune && !object.spec.suspend && object.spec.deletionPolicy !== 'Orphan';
      if (isPruned) pruneObjects(this.context.client, object.status?.inventory?.entries ?? [], owner);
      this.setFinalizers(object, finalizers.filter(each => each !== fluxFinalizer));
      return;
    }
    if (!finalizers.includes(fluxFinalizer)) {
      this.setFinalizers(object, [...finalizers, fluxFinalizer]);
      return;
    }
    if (object.spec.suspend) return;
    const conditions = new Conditions(object.status?.conditions, generation ?? 1, () => this.time());
    const startedMs = this.context.now().getTime();
    await this.run({ object, owner, conditions, status: { ...object.status }, startedMs, signal }, key);
  }

  private async run(run: Run, key: string): Promise<void> {
    const { object, conditions } = run;
    const scale = this.context.timing.intervalScale;
    const interval = durationMs(object.spec?.interval, defaultTimeoutMs);
    let delayMs = interval;
    try {
      const source = this.sourceOf(object);
      const files = this.filesOf(source);
      if (files === 'waiting') {
        this.loop.addAfter(key, artifactRetryMs);
        return;
      }
      const unmet = unmetDependency(this.context.client, object, source.status?.artifact?.revision);
      if (unmet) throw new StepError('DependencyNotReady', unmet);
      await this.applyRevision(run, source.status?.artifact?.revision ?? '', files);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof StepError)) throw error;
      conditions.fail(error.reason, error.message);
      const isEarly = error.reason === 'DependencyNotReady' || error.reason === 'ArtifactFailed';
      delayMs = isEarly ? Math.min(dependencyRetryMs, interval) : durationMs(object.spec?.retryInterval, interval);
      // A source that has nothing yet is waited for in silence.
      if (error.reason !== 'ArtifactFailed') {
        this.report(object, error.reason === 'DependencyNotReady' ? 'Normal' : 'Warning', error.reason, error.message);
      }
    }
    this.finish(run);
    this.loop.addAfter(key, delayMs * scale);
  }

  private sourceOf({ spec, metadata }: KustomizationObject): SourceObject {
    const { kind = '', name = '', namespace = metadata.namespace } = spec?.sourceRef ?? {};
    const isPlayed = sourceKinds.some(each => each === kind);
    const source = isPlayed ? this.context.client.get<SourceObject>({ kind, namespace, name }) : undefined;
    if (source) return source;
    const plural = kind === 'OCIRepository' ? 'ocirepositories' : 'gitrepositories';
    const why = isPlayed ? `${plural}.source.toolkit.fluxcd.io "${name}" not found` : `the sandbox does not play ${kind}`;
    throw new StepError('ArtifactFailed', why);
  }

  private filesOf(source: SourceObject): FileTree | 'waiting' {
    const { artifact } = source.status ?? {};
    if (!artifact) throw new StepError('ArtifactFailed', 'Source artifact not found, retrying in 30s');
    return this.parts.artifacts.get(source.kind, keyOf(source), artifact.revision) ?? 'waiting';
  }

  private async applyRevision(run: Run, revision: string, files: FileTree): Promise<void> {
    const { object, conditions, status } = run;
    const timeoutMs = durationMs(object.spec?.timeout ?? object.spec?.interval, defaultTimeoutMs);
    const step = (what: string) => {
      conditions.set('Reconciling', 'True', 'Progressing', `${what} for revision ${revision} with a timeout of ${goDuration(timeoutMs)}`);
      this.write(object, { ...status, conditions: conditions.list });
    };
    conditions.set('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress');
    step('Fetching manifests');
    const folder = this.folderOf(object, files);
    status.lastAttemptedRevision = revision;
    step('Building manifests');
    const objects = this.build(object, files, folder);
    const digest = `sha256:${createHash('sha256').update(JSON.stringify(objects)).digest('hex')}`;
    const record = (outcome: string) => {
      status.history = upsertHistory(status.history, {
        digest,
        lastReconciledDuration: goDuration(Math.max(1, this.context.now().getTime() - run.startedMs)),
        lastReconciledStatus: outcome,
        metadata: { revision },
        time: this.time(),
      });
    };
    step('Detecting drift');
    try {
      this.applyAndPrune(run, objects);
      await this.checkHealth(run, revision, timeoutMs, objects, step);
    } catch (error) {
      if (error instanceof StepError) record(error.reason);
      throw error;
    }
    status.lastAppliedRevision = revision;
    conditions.set('Ready', 'True', 'ReconciliationSucceeded', `Applied revision: ${revision}`);
    record('ReconciliationSucceeded');
    const took = goDuration(Math.max(1, this.context.now().getTime() - run.startedMs));
    this.report(object, 'Normal', 'ReconciliationSucceeded', `Reconciliation finished in ${took}, next run in ${object.spec?.interval}`);
  }

  private folderOf({ spec }: KustomizationObject, files: FileTree): string {
    const folder = normalizePath(spec?.path ?? '');
    const isThere = folder === '' || [...files.keys()].some(path => path.startsWith(`${folder}/`));
    if (folder !== undefined && isThere) return folder;
    throw new StepError('ArtifactFailed', `kustomization path not found: stat ${spec?.path}: no such file or directory`);
  }

  private build({ spec }: KustomizationObject, files: FileTree, folder: string): KubernetesObject[] {
    const { labels, annotations } = spec?.commonMetadata ?? {};
    try {
      return buildKustomization(files, folder, {
        namespace: spec?.targetNamespace,
        namePrefix: spec?.namePrefix,
        nameSuffix: spec?.nameSuffix,
        patches: spec?.patches,
        images: spec?.images?.map(image => ({ ...image, name: image.name })),
        labels: labels && [{ pairs: labels }],
        commonAnnotations: annotations,
      });
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      throw new StepError('BuildFailed', `kustomize build failed: ${error.message}`);
    }
  }

  private applyAndPrune({ object, owner, status }: Run, objects: readonly KubernetesObject[]): void {
    const { client } = this.context;
    const old = object.status?.inventory?.entries ?? [];
    try {
      const { entries, changes } = applyObjects(client, objects, owner);
      status.inventory = { entries };
      if (changes.length > 0) this.report(object, 'Normal', 'Progressing', changes.join('\n'));
      const stale = old.filter(({ id }) => !entries.some(entry => entry.id === id));
      const pruned = object.spec?.prune ? pruneObjects(client, stale, owner) : [];
      if (pruned.length > 0) this.report(object, 'Normal', 'Progressing', pruned.join('\n'));
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      throw new StepError('ReconciliationFailed', error.message);
    }
  }

  private async checkHealth(
    { object, conditions, signal, owner }: Run,
    revision: string,
    timeoutMs: number,
    objects: readonly KubernetesObject[],
    step: (what: string) => void,
  ): Promise<void> {
    const { spec } = object;
    const waited = objects.map(each => keyOfEntry(inventoryEntry(each)));
    const named = (spec?.healthChecks ?? []).map(({ kind, name, namespace }) => ({ kind, name, namespace }));
    const isSelf = ({ kind, namespace, name }: ObjectKey) =>
      kind === 'Kustomization' && namespace === owner.namespace && name === owner.name;
    const checked = (spec?.wait ? waited : named).filter(key => !isSelf(key));
    if (checked.length === 0) {
      conditions.delete('Healthy');
      return;
    }
    const message = `Running health checks for revision ${revision} with a timeout of ${goDuration(timeoutMs)}`;
    conditions.set('Healthy', 'Unknown', 'Progressing', message);
    step('Running health checks');
    const startedMs = this.context.now().getTime();
    const took = () => goDuration(Math.max(1, this.context.now().getTime() - startedMs));
    try {
      const { client, tick } = this.context;
      await waitForHealth({ client, tick, objects: checked, expressions: spec?.healthCheckExprs ?? [], timeoutMs, signal });
    } catch (error) {
      if (!(error instanceof HealthError)) throw error;
      conditions.set('Healthy', 'False', 'HealthCheckFailed', error.message);
      throw new StepError('HealthCheckFailed', `health check failed after ${took()}: ${error.message}`);
    }
    conditions.set('Healthy', 'True', 'Succeeded', `Health check passed in ${took()}`);
  }

  private finish({ object, conditions, status }: Run): void {
    const requested = object.metadata.annotations?.[requestedAtAnnotation];
    if (requested) status.lastHandledReconcileAt = requested;
    if (conditions.get('Ready')?.status === 'True') {
      conditions.delete('Reconciling');
      status.observedGeneration = object.metadata.generation;
    }
    this.write(object, { ...status, conditions: conditions.list });
  }

  private report(object: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.parts.events.report(object, { type, reason, message });
  }

  private write(object: KustomizationObject, status: KustomizationStatus): void {
    const { namespace, name, uid } = object.metadata;
    const live = this.context.client.get<KustomizationObject>({ kind: 'Kustomization', namespace, name });
    if (!live || live.metadata.uid !== uid) return;
    this.context.client.update<KustomizationObject>({ ...live, status }, { manager, subresource: 'status' });
  }

  private setFinalizers(object: KustomizationObject, finalizers: string[]): void {
    const { namespace, name } = object.metadata;
    this.context.client.patch({ kind: 'Kustomization', namespace, name }, { metadata: { finalizers } }, { type: 'merge', manager });
  }

  private time(): string {
    return this.context.now().toISOString().replace(/\.\d+Z$/, 'Z');
  }
}
