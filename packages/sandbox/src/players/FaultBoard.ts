import { SandboxError } from '../errors';
import type { FaultOptions } from './RunningPlayers';

/** What can be broken in the life of a model's pods, and `policy`: an admission engine that refuses the model. */
export type FaultKind = 'pull' | 'load' | 'schedule' | 'crash' | 'policy';

const faultKinds: readonly string[] = [
  'pull',
  'load',
  'schedule',
  'crash',
  'policy',
] satisfies FaultKind[];

/** One thing that is broken on purpose. */
export interface Fault extends FaultOptions {
  readonly kind: FaultKind;
  /** Name of the InferenceService. */
  readonly service: string;
}

/** What is broken on purpose, and who wants to know of it. */
export class FaultBoard {
  private readonly faults = new Map<string, Fault>();
  private readonly listeners = new Set<
    (fault: Fault, isBroken: boolean) => void
  >();

  breakIt(what: string, options: FaultOptions = {}): void {
    const fault = { ...parseFault(what), ...options };
    this.faults.set(what, fault);
    for (const listener of this.listeners) listener(fault, true);
  }

  mend(what: string): void {
    const fault = this.faults.get(what) ?? parseFault(what);
    this.faults.delete(what);
    for (const listener of this.listeners) listener(fault, false);
  }

  find(
    kind: FaultKind,
    service: string | undefined,
    namespace: string | undefined,
  ): Fault | undefined {
    const fault =
      service === undefined ? undefined : this.faults.get(`${kind}:${service}`);
    return fault && (fault.namespace ?? namespace) === namespace
      ? fault
      : undefined;
  }

  onChange(listener: (fault: Fault, isBroken: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function parseFault(what: string): Fault {
  const [kind, service, ...rest] = what.split(':');
  if (!faultKinds.includes(kind) || !service || rest.length > 0) {
    throw new SandboxError({
      code: 'FAULT_UNKNOWN',
      message: `${JSON.stringify(what)} cannot be broken: give ${faultKinds
        .map(name => `${name}:<InferenceService>`)
        .join(', ')}`,
    });
  }
  return { kind: kind as FaultKind, service };
}
