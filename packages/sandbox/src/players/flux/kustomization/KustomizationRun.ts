import type { PlayerContext } from '../../PlayerContext';
import { Conditions } from '../Conditions';
import { goDuration } from '../duration';
import {
  type KustomizationObject,
  type KustomizationStatus,
  requestedAtAnnotation,
} from '../fluxObjects';
import type { Owner } from './applyObjects';
import { upsertHistory } from './inventory';

const manager = 'kustomize-controller';

/** Why a step of a reconciliation failed: the word for the condition, and the message. */
export type FailureReason =
  | 'ArtifactFailed'
  | 'BuildFailed'
  | 'DependencyNotReady'
  | 'HealthCheckFailed'
  | 'ReconciliationFailed';

/** A step of a reconciliation that failed. */
export class StepError extends Error {
  constructor(readonly reason: FailureReason, message: string) {
    super(message);
    this.name = 'StepError';
  }
}

/** One reconciliation of a Kustomization under way: its conditions and status, and how they are written. */
export class KustomizationRun {
  readonly conditions: Conditions;
  readonly status: KustomizationStatus;
  readonly owner: Owner;
  private readonly startedMs: number;

  constructor(
    private readonly context: PlayerContext,
    readonly object: KustomizationObject,
    readonly signal: AbortSignal,
  ) {
    const { name, namespace = '', generation = 1 } = object.metadata;
    this.owner = { name, namespace };
    this.status = { ...object.status };
    this.conditions = new Conditions(
      object.status?.conditions,
      generation,
      () => this.time(),
    );
    this.startedMs = context.now().getTime();
  }

  get spec(): NonNullable<KustomizationObject['spec']> {
    if (!this.object.spec) throw new Error('a Kustomization has a spec');
    return this.object.spec;
  }

  /** Tells which step begins, as the controller does before each. */
  announce(what: string, revision: string, timeoutMs: number): void {
    const timeout = goDuration(timeoutMs);
    const message = `${what} for revision ${revision} with a timeout of ${timeout}`;
    this.conditions.set('Reconciling', 'True', 'Progressing', message);
    this.write();
  }

  /** Notes the outcome in the history. */
  record(outcome: string, revision: string, digest: string): void {
    this.status.history = upsertHistory(this.status.history, {
      digest,
      lastReconciledDuration: this.took(),
      lastReconciledStatus: outcome,
      metadata: { revision },
      time: this.time(),
    });
  }

  /** Writes the end of the reconciliation, good or bad. */
  finish(): void {
    const requested = this.object.metadata.annotations?.[requestedAtAnnotation];
    if (requested) this.status.lastHandledReconcileAt = requested;
    if (this.conditions.get('Ready')?.status === 'True') {
      this.conditions.delete('Reconciling');
      this.status.observedGeneration = this.object.metadata.generation;
    }
    this.write();
  }

  /** How long it has taken so far, as Go prints it. */
  took(): string {
    return goDuration(Math.max(1, this.nowMs() - this.startedMs));
  }

  nowMs(): number {
    return this.context.now().getTime();
  }

  private write(): void {
    const { client } = this.context;
    const { namespace, name, uid } = this.object.metadata;
    const key = { kind: 'Kustomization', namespace, name };
    const live = client.get<KustomizationObject>(key);
    if (!live || live.metadata.uid !== uid) return;
    const status = { ...this.status, conditions: this.conditions.list };
    client.update<KustomizationObject>(
      { ...live, status },
      { manager, subresource: 'status' },
    );
  }

  private time(): string {
    return this.context
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }
}
