import type { EventRecorder } from '../../EventRecorder';
import type { Player, PlayerContext } from '../../PlayerContext';
import { keyOf } from '../../workloads';
import type { ArtifactStore } from '../artifacts/ArtifactStore';
import { Conditions } from '../Conditions';
import { durationMs } from '../duration';
import {
  fluxFinalizer,
  requestedAtAnnotation,
  type SourceObject,
  type SourceStatus,
} from '../fluxObjects';
import { KeyedLoop } from '../KeyedLoop';
import {
  type FetchedContent,
  SourceError,
  type SourceFetcher,
  type UpstreamRevision,
} from './SourceFetcher';

const manager = 'source-controller';
const storageUrl = 'http://source-controller.flux-system.svc.cluster.local.';
const firstRetryMs = 750;
const maxRetryMs = 15 * 60_000;

/** What one reconciliation works on. */
interface Run<T> {
  readonly object: T;
  readonly key: string;
  readonly conditions: Conditions;
  readonly signal: AbortSignal;
}

/** Plays source-controller for one kind of source. */
export class SourceController<T extends SourceObject> implements Player {
  private readonly loop: KeyedLoop;
  private readonly failures = new Map<string, number>();
  private readonly unwatch: () => void;

  constructor(
    private readonly context: PlayerContext,
    private readonly parts: {
      fetcher: SourceFetcher<T>;
      artifacts: ArtifactStore;
      events: EventRecorder;
    },
  ) {
    this.loop = new KeyedLoop({
      ...context,
      work: (key, signal) => this.reconcile(key, signal),
    });
    const seen = new Map<string, string>();
    this.unwatch = context.client.watch<T>(
      parts.fetcher.kind,
      ({ type, object }) => {
        const key = keyOf(object);
        const { generation, annotations, deletionTimestamp, finalizers } =
          object.metadata;
        const cause = JSON.stringify([
          generation,
          annotations?.[requestedAtAnnotation],
          deletionTimestamp,
          finalizers,
          object.metadata.uid,
        ]);
        // Its own writes of the status are no reason to look again.
        if (type !== 'DELETED' && seen.get(key) !== cause) this.loop.add(key);
        seen.set(key, cause);
      },
    );
  }

  stop(): void {
    this.unwatch();
    this.loop.stop();
  }

  private async reconcile(key: string, signal: AbortSignal): Promise<void> {
    const { fetcher, artifacts } = this.parts;
    const [namespace, name] = key.split('/');
    const object = this.context.client.get<T>({
      kind: fetcher.kind,
      namespace,
      name,
    });
    if (!object?.spec) return;
    const { finalizers = [], deletionTimestamp } = object.metadata;
    if (deletionTimestamp) {
      artifacts.delete(fetcher.kind, key);
      this.setFinalizers(
        object,
        finalizers.filter(each => each !== fluxFinalizer),
      );
      return;
    }
    if (!finalizers.includes(fluxFinalizer)) {
      this.setFinalizers(object, [...finalizers, fluxFinalizer]);
      return;
    }
    if (object.spec.suspend) return;
    const conditions = new Conditions(
      object.status?.conditions,
      object.metadata.generation ?? 1,
      () => this.time(),
    );
    await this.run({ object, key, conditions, signal });
  }

  private async run(run: Run<T>): Promise<void> {
    const { object, key, signal } = run;
    this.announceStart(run);
    try {
      const fetched = await this.update(run);
      this.succeed(run, fetched);
      this.failures.delete(key);
      this.loop.addAfter(
        key,
        durationMs(object.spec?.interval, 60_000) *
          this.context.timing.intervalScale,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      this.fail(run, error);
      if (error.isStalling) return;
      const count = this.failures.get(key) ?? 0;
      this.failures.set(key, count + 1);
      this.loop.addAfter(
        key,
        Math.min(firstRetryMs * 2 ** count, maxRetryMs) *
          this.context.timing.intervalScale,
      );
    }
  }

  /** Tells that work has begun where somebody waits for it: a new generation, or a request. */
  private announceStart({ object, conditions }: Run<T>): void {
    const { generation } = object.metadata;
    const observed = object.status?.observedGeneration ?? -1;
    conditions.progress('reconciliation in progress', { isDrift: false });
    const isRequested =
      (object.metadata.annotations?.[requestedAtAnnotation] ?? '') !==
      (object.status?.lastHandledReconcileAt ?? '');
    if (generation !== observed) {
      conditions.progress(
        `processing object: new generation ${observed} -> ${generation}`,
        { isDrift: false },
      );
      this.write(object, { conditions: conditions.list });
    } else if (isRequested) this.write(object, { conditions: conditions.list });
  }

  private async update(
    run: Run<T>,
  ): Promise<{ upstream: UpstreamRevision; content?: FetchedContent }> {
    const { object, key, conditions, signal } = run;
    const { fetcher, artifacts } = this.parts;
    const before = conditions.get('SourceVerified');
    if (before?.status === 'False') conditions.delete('SourceVerified');
    const upstream = await fetcher.resolve(object, signal);
    const held = object.status?.artifact?.revision;
    const isNew = held !== upstream.revision;
    const isChecked =
      before?.status === 'True' &&
      before.observedGeneration === object.metadata.generation;
    const failure =
      isNew || !isChecked
        ? await this.verify(run, upstream.revision)
        : undefined;
    if (isNew) {
      if (held)
        conditions.set(
          'ArtifactOutdated',
          'True',
          'NewRevision',
          upstream.announcement,
        );
      conditions.progress(`building artifact: ${upstream.announcement}`, {
        isDrift: true,
      });
      this.write(object, { conditions: conditions.list });
    }
    if (failure) throw failure;
    const isStored =
      artifacts.get(fetcher.kind, key, upstream.revision) !== undefined;
    const isObserved =
      object.status?.observedGeneration === object.metadata.generation;
    if (!isNew && isStored && isObserved) return { upstream };
    const content = await fetcher.fetch(object, upstream.revision, signal);
    artifacts.set(fetcher.kind, key, upstream.revision, content.files);
    return { upstream, content };
  }

  private async verify(
    { object, conditions, signal }: Run<T>,
    revision: string,
  ): Promise<SourceError | undefined> {
    try {
      const message = await this.parts.fetcher.verify(object, revision, signal);
      if (message)
        conditions.set('SourceVerified', 'True', 'Succeeded', message);
      else conditions.delete('SourceVerified');
      return undefined;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      conditions.set('SourceVerified', 'False', error.reason, error.message);
      return error;
    }
  }

  private succeed(
    run: Run<T>,
    {
      upstream,
      content,
    }: { upstream: UpstreamRevision; content?: FetchedContent },
  ): void {
    const { object, conditions, key } = run;
    const { fetcher, events } = this.parts;
    const held = object.status?.artifact;
    const message = fetcher.stored(upstream.revision);
    for (const type of [
      'FetchFailed',
      'ArtifactOutdated',
      'Reconciling',
      'Stalled',
    ])
      conditions.delete(type);
    conditions.set('ArtifactInStorage', 'True', 'Succeeded', message);
    conditions.set('Ready', 'True', 'Succeeded', message);
    const folder = `${fetcher.kind.toLowerCase()}/${key}`;
    const path = `${folder}/${fetcher.fileName(upstream.revision)}`;
    const isSame =
      held?.revision === upstream.revision &&
      (!content || held.digest === content.digest);
    const artifact =
      isSame || !content
        ? held
        : {
            digest: content.digest,
            lastUpdateTime: this.time(),
            ...(content.metadata && { metadata: content.metadata }),
            path,
            revision: upstream.revision,
            size: content.sizeBytes,
            url: `${storageUrl}/${path}`,
          };
    if (!isSame) {
      const text = `stored artifact with revision '${upstream.revision}' from '${object.spec?.url}'`;
      events.report(object, {
        type: 'Normal',
        reason: 'NewArtifact',
        message: text,
      });
    }
    this.write(object, {
      artifact,
      conditions: conditions.list,
      observedGeneration: object.metadata.generation,
      url: `${storageUrl}/${folder}/latest.tar.gz`,
      ...this.handled(object),
    });
  }

  private fail({ object, conditions }: Run<T>, error: SourceError): void {
    if (error.condition === 'FetchFailed')
      conditions.set('FetchFailed', 'True', error.reason, error.message);
    conditions.fail(error.reason, error.message);
    if (error.isStalling) {
      conditions.delete('Reconciling');
      conditions.set('Stalled', 'True', error.reason, error.message);
    }
    this.parts.events.report(object, {
      type: 'Warning',
      reason: error.reason,
      message: error.message,
    });
    this.write(object, {
      conditions: conditions.list,
      ...(error.isStalling && {
        observedGeneration: object.metadata.generation,
      }),
      ...this.handled(object),
    });
  }

  private handled(object: T): SourceStatus {
    const requested = object.metadata.annotations?.[requestedAtAnnotation];
    return requested ? { lastHandledReconcileAt: requested } : {};
  }

  private write(object: T, change: SourceStatus): void {
    const { namespace, name, uid } = object.metadata;
    const live = this.context.client.get<T>({
      kind: object.kind,
      namespace,
      name,
    });
    if (!live || live.metadata.uid !== uid) return;
    const status = { ...live.status, ...change };
    this.context.client.update<T>(
      { ...live, status },
      { manager, subresource: 'status' },
    );
  }

  private setFinalizers(object: T, finalizers: string[]): void {
    const { namespace, name } = object.metadata;
    this.context.client.patch(
      { kind: object.kind, namespace, name },
      { metadata: { finalizers } },
      { type: 'merge', manager },
    );
  }

  private time(): string {
    return this.context
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }
}
