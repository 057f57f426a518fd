import { stringify } from 'yaml';
import {
  runProgram,
  runSuccessfully,
  type ProgramOptions,
  type ProgramResult,
} from '../processes';

/** A Kubernetes object as it is written or read here. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** The real kubectl against one cluster. */
export class Kubectl {
  readonly #file: string;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(options: {
    readonly file: string;
    readonly kubeconfig: string;
    /** For its discovery cache. */
    readonly home: string;
  }) {
    this.#file = options.file;
    this.#environment = {
      KUBECONFIG: options.kubeconfig,
      HOME: options.home,
      KUBECACHEDIR: `${options.home}/.kube/cache`,
    };
  }

  /** For a run that is no call and answer, like a watch. */
  get command(): {
    readonly file: string;
    readonly env: Readonly<Record<string, string>>;
  } {
    return { file: this.#file, env: this.#environment };
  }

  /** Runs it and expects success. */
  run(
    args: readonly string[],
    options: ProgramOptions = {},
  ): Promise<ProgramResult> {
    return runSuccessfully(this.#file, args, this.#with(options));
  }

  /** Runs it, whatever its exit code. */
  attempt(
    args: readonly string[],
    options: ProgramOptions = {},
  ): Promise<ProgramResult> {
    return runProgram(this.#file, args, this.#with(options));
  }

  /** Applies objects server-side. */
  async apply(
    objects: readonly KubernetesManifest[],
    options: ProgramOptions = {},
  ): Promise<void> {
    const input = objects.map(object => stringify(object)).join('---\n');
    await this.run(['apply', '--server-side', '-f', '-'], {
      ...options,
      input,
    });
  }

  /** Applies files as they are. */
  async applyFiles(files: readonly string[]): Promise<void> {
    await this.run([
      'apply',
      '--server-side',
      ...files.flatMap(file => ['-f', file]),
    ]);
  }

  /** Reads one object or a list. */
  async getJson<T>(args: readonly string[]): Promise<T> {
    const result = await this.run(['get', ...args, '-o', 'json']);
    return JSON.parse(result.stdout) as T;
  }

  /** @returns `undefined` where there is no such object */
  async find<T>(args: readonly string[]): Promise<T | undefined> {
    const result = await this.run([
      'get',
      ...args,
      '--ignore-not-found',
      '-o',
      'json',
    ]);
    return result.stdout.trim() ? (JSON.parse(result.stdout) as T) : undefined;
  }

  #with(options: ProgramOptions): ProgramOptions {
    return { ...options, env: { ...this.#environment, ...options.env } };
  }
}
