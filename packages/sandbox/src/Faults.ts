import { CLUSTER_NAMES } from './state';
import type { RunningEnvironment } from './environments';
import { SandboxError } from './errors';
import type { FaultOptions } from './players';

/** Narrows a fault. */
export interface BreakOptions extends FaultOptions {
  /** one cluster only; for faults of a model, which otherwise are in all */
  readonly cluster?: string;
}

const MODEL_FAULTS = ['pull', 'load', 'schedule', 'crash', 'policy'] as const;

/** What can be broken, for help texts and errors. */
export const FAULT_HELP = [
  'registry',
  'git',
  ...CLUSTER_NAMES.map(name => `cluster:${name}`),
  ...MODEL_FAULTS.map(fault => `${fault}:<model>`),
];

interface Breakable {
  setUnavailable(isUnavailable: boolean): void | Promise<void>;
}

/** Breaks things on purpose, and mends them again. */
export class Faults {
  readonly #active = new Set<string>();

  constructor(
    private readonly parts: {
      readonly registry: Breakable;
      readonly git: Breakable;
      readonly environments: readonly RunningEnvironment[];
    },
  ) {}

  /** What is broken now. */
  get active(): string[] {
    return [...this.#active].sort();
  }

  /** @throws SandboxError FAULT_UNKNOWN */
  async breakIt(what: string, options: BreakOptions = {}): Promise<void> {
    const server = this.#server(what);
    if (server) {
      await server.setUnavailable(true);
    } else {
      for (const { players } of this.#environmentsOf(what, options.cluster))
        players.breakIt(what, options);
    }
    this.#active.add(what);
  }

  /** @throws SandboxError FAULT_UNKNOWN */
  async mend(what: string): Promise<void> {
    const server = this.#server(what);
    if (server) {
      await server.setUnavailable(false);
    } else {
      for (const { players } of this.#environmentsOf(what, undefined))
        players.mend(what);
    }
    this.#active.delete(what);
  }

  #server(what: string): Breakable | undefined {
    const { registry, git, environments } = this.parts;
    if (what === 'registry') return registry;
    if (what === 'git') return git;
    return environments.find(({ name }) => what === `cluster:${name}`);
  }

  #environmentsOf(
    what: string,
    cluster: string | undefined,
  ): readonly RunningEnvironment[] {
    const isModelFault = MODEL_FAULTS.some(
      fault => what.startsWith(`${fault}:`) && what.length > fault.length + 1,
    );
    const { environments } = this.parts;
    const chosen = environments.filter(
      ({ name }) => cluster === undefined || name === cluster,
    );
    if (isModelFault && chosen.length > 0) return chosen;
    const where = isModelFault
      ? `there is no cluster '${cluster}'`
      : `'${what}' cannot be broken or mended`;
    throw new SandboxError({
      code: 'FAULT_UNKNOWN',
      message: `${where}: choose one of ${FAULT_HELP.join(', ')}`,
    });
  }
}
