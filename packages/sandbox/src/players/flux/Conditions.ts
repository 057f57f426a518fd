import type { FluxCondition } from './fluxObjects';

const weights: Readonly<Record<string, number>> = {
  Stalled: 0,
  Reconciling: 1,
  Ready: 2,
};

/** The conditions of one Flux object while it is reconciled, in Flux's order and with its rules of transition. */
export class Conditions {
  private conditions: FluxCondition[];

  constructor(
    private readonly before: readonly FluxCondition[] | undefined,
    private readonly generation: number,
    private readonly now: () => string,
  ) {
    this.conditions = [...(before ?? [])];
  }

  get list(): FluxCondition[] {
    return [...this.conditions].sort(
      (left, right) =>
        weightOf(left) - weightOf(right) || (left.type < right.type ? -1 : 1),
    );
  }

  get(type: string): FluxCondition | undefined {
    return this.conditions.find(condition => condition.type === type);
  }

  set(
    type: string,
    status: FluxCondition['status'],
    reason: string,
    message: string,
  ): void {
    // What was deleted and is found to be the same again has not changed in between.
    const previous =
      this.get(type) ?? this.before?.find(condition => condition.type === type);
    const isSame =
      previous?.status === status &&
      previous.reason === reason &&
      previous.message === message;
    const lastTransitionTime = isSame
      ? previous.lastTransitionTime
      : this.now();
    this.delete(type);
    this.conditions.push({
      lastTransitionTime,
      message,
      observedGeneration: this.generation,
      reason,
      status,
      type,
    });
  }

  delete(type: string): void {
    this.conditions = this.conditions.filter(
      condition => condition.type !== type,
    );
  }

  /** Something is under way; Ready becomes Unknown when what is there is known to be outdated. */
  progress(message: string, options: { isDrift: boolean }): void {
    this.set('Reconciling', 'True', 'Progressing', message);
    const ready = this.get('Ready');
    if (options.isDrift || !ready || ready.status === 'Unknown')
      this.set('Ready', 'Unknown', 'Progressing', message);
  }

  /** A failure that is tried again. */
  fail(reason: string, message: string): void {
    this.set('Ready', 'False', reason, message);
    const reconciling = this.get('Reconciling');
    if (reconciling)
      this.set(
        'Reconciling',
        'True',
        'ProgressingWithRetry',
        reconciling.message,
      );
  }
}

function weightOf({ type }: FluxCondition): number {
  return weights[type] ?? 3;
}
