import { isSameJson } from '../../../kubernetes/fieldPath';
import type { EventRecorder } from '../../EventRecorder';
import type { Player, PlayerContext } from '../../PlayerContext';
import { keyOf } from '../../workloads';
import type { ArtifactStore } from '../artifacts/ArtifactStore';
import type { FileTree } from '../artifacts/FileTree';
import { durationMs } from '../duration';
import {
  fluxFinalizer,
  type KustomizationObject,
  requestedAtAnnotation,
  sourceKinds,
  type SourceObject,
} from '../fluxObjects';
import { KeyedLoop } from '../KeyedLoop';
import { pruneObjects } from './applyObjects';
import { applyRevision } from './applyRevision';
import { unmetDependency } from './dependencies';
import { KustomizationRun, StepError } from './KustomizationRun';

const manager = 'kustomize-controller';
const dependencyRetryMs = 30_000;
const defaultIntervalMs = 60_000;
/** How long to wait for a source that is known and has not been fetched yet (after a restart). */
const artifactRetryMs = 1_000;

/** Plays kustomize-controller. */
export class KustomizationController implements Player {
  private readonly loop: KeyedLoop;
  private readonly unwatches: (() => void)[];

  constructor(
    private readonly context: PlayerContext,
    private readonly parts: { artifacts: ArtifactStore; events: EventRecorder },
  ) {
    this.loop = new KeyedLoop({
      ...context,
      work: (key, signal) => this.reconcile(key, signal),
    });
    this.unwatches = [
      this.watchKustomizations(),
      ...sourceKinds.map(kind => this.watchSources(kind)),
    ];
  }

  stop(): void {
    this.unwatches.forEach(unwatch => unwatch());
    this.loop.stop();
  }

  private watchKustomizations(): () => void {
    const { client } = this.context;
    const seen = new Map<string, unknown>();
    return client.watch<KustomizationObject>('Kustomization', event => {
      const { type, object } = event;
      const key = keyOf(object);
      const { metadata } = object;
      const cause = [
        metadata.uid,
        metadata.generation,
        metadata.annotations?.[requestedAtAnnotation],
        metadata.deletionTimestamp,
        metadata.finalizers,
      ];
      // Its own writes of the status are no reason to look again.
      const isNews = !isSameJson(seen.get(key), cause);
      if (type !== 'DELETED' && isNews) this.loop.add(key);
      seen.set(key, cause);
    });
  }

  /** A new artifact is a reason to look at all that is made from it. */
  private watchSources(kind: string): () => void {
    const { client } = this.context;
    const seen = new Map<string, string | undefined>();
    return client.watch<SourceObject>(kind, ({ object }) => {
      const source = keyOf(object);
      const revision = object.status?.artifact?.revision;
      if (seen.get(source) === revision) return;
      seen.set(source, revision);
      const all = client.list<KustomizationObject>('Kustomization');
      for (const { spec, metadata, status } of all) {
        const { sourceRef } = spec ?? {};
        const namespace = sourceRef?.namespace ?? metadata.namespace;
        const isMine =
          sourceRef?.kind === kind &&
          `${namespace}/${sourceRef.name}` === source;
        if (isMine && status?.lastAppliedRevision !== revision) {
          this.loop.add(`${metadata.namespace}/${metadata.name}`);
        }
      }
    });
  }

  private async reconcile(key: string, signal: AbortSignal): Promise<void> {
    const { client } = this.context;
    const [namespace, name] = key.split('/');
    const target = { kind: 'Kustomization', namespace, name };
    const object = client.get<KustomizationObject>(target);
    if (!object?.spec) return;
    const { finalizers = [], deletionTimestamp } = object.metadata;
    if (deletionTimestamp) this.finalize(object);
    else if (!finalizers.includes(fluxFinalizer)) {
      this.setFinalizers(object, [...finalizers, fluxFinalizer]);
    } else if (!object.spec.suspend) {
      await this.run(new KustomizationRun(this.context, object, signal), key);
    }
  }

  private finalize(object: KustomizationObject): void {
    const { name, namespace = '', finalizers = [] } = object.metadata;
    const { prune, suspend, deletionPolicy } = object.spec ?? {};
    const entries = object.status?.inventory?.entries ?? [];
    if (prune && !suspend && deletionPolicy !== 'Orphan') {
      pruneObjects(this.context.client, entries, { name, namespace });
    }
    const others = finalizers.filter(each => each !== fluxFinalizer);
    this.setFinalizers(object, others);
  }

  private async run(run: KustomizationRun, key: string): Promise<void> {
    const { spec, object } = run;
    const interval = durationMs(spec.interval, defaultIntervalMs);
    let delayMs = interval;
    try {
      const source = this.sourceOf(object);
      const files = this.filesOf(source);
      if (files === 'waiting') {
        this.loop.addAfter(key, artifactRetryMs);
        return;
      }
      const revision = source.status?.artifact?.revision ?? '';
      const unmet = unmetDependency(this.context.client, object, revision);
      if (unmet) throw new StepError('DependencyNotReady', unmet);
      const { context, parts } = this;
      await applyRevision(
        { context, events: parts.events },
        run,
        revision,
        files,
      );
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof StepError)) throw error;
      this.fail(run, error);
      const isEarly =
        error.reason === 'DependencyNotReady' ||
        error.reason === 'ArtifactFailed';
      delayMs = isEarly
        ? Math.min(dependencyRetryMs, interval)
        : durationMs(spec.retryInterval, interval);
    }
    run.finish();
    this.loop.addAfter(key, delayMs * this.context.timing.intervalScale);
  }

  private fail({ conditions, object }: KustomizationRun, error: StepError) {
    const { reason, message } = error;
    conditions.fail(reason, message);
    // A source that has nothing yet is waited for in silence.
    if (reason === 'ArtifactFailed') return;
    const type = reason === 'DependencyNotReady' ? 'Normal' : 'Warning';
    this.parts.events.report(object, { type, reason, message });
  }

  private sourceOf({ spec, metadata }: KustomizationObject): SourceObject {
    const {
      kind = '',
      name = '',
      namespace = metadata.namespace,
    } = spec?.sourceRef ?? {};
    if (!sourceKinds.some(each => each === kind)) {
      const why = `the sandbox does not play ${kind}: use ${sourceKinds.join(
        ' or ',
      )}`;
      throw new StepError('ArtifactFailed', why);
    }
    const { client } = this.context;
    const source = client.get<SourceObject>({ kind, namespace, name });
    if (source) return source;
    const plural =
      kind === 'OCIRepository' ? 'ocirepositories' : 'gitrepositories';
    throw new StepError(
      'ArtifactFailed',
      `${plural}.source.toolkit.fluxcd.io "${name}" not found`,
    );
  }

  private filesOf(source: SourceObject): FileTree | 'waiting' {
    const { artifact } = source.status ?? {};
    if (!artifact) {
      const message = 'Source artifact not found, retrying in 30s';
      throw new StepError('ArtifactFailed', message);
    }
    const { artifacts } = this.parts;
    const { revision } = artifact;
    return artifacts.get(source.kind, keyOf(source), revision) ?? 'waiting';
  }

  private setFinalizers(object: KustomizationObject, finalizers: string[]) {
    const { namespace, name } = object.metadata;
    this.context.client.patch(
      { kind: 'Kustomization', namespace, name },
      { metadata: { finalizers } },
      { type: 'merge', manager },
    );
  }
}
