/** Names one container of one pod. */
export interface ContainerKey {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** One printed line and when it was printed. */
export interface LogLine {
  readonly time: string;
  readonly text: string;
}

const maxLinesPerContainer = 2000;

type ContainerLog = { lines: LogLine[]; previous: LogLine[] };

/** What containers printed. Bounded: a crash loop must not eat the machine's memory. */
export class PodLogs {
  private readonly logs = new Map<string, ContainerLog>();
  private readonly followers = new Map<string, Set<(line: LogLine) => void>>();

  append(key: ContainerKey, line: LogLine): void {
    const log = this.logOf(key);
    log.lines.push(line);
    if (log.lines.length > maxLinesPerContainer) log.lines.shift();
    for (const follower of this.followers.get(idOf(key)) ?? []) follower(line);
  }

  /** The container starts anew: what it printed so far is what `--previous` shows. */
  restart(key: ContainerKey): void {
    const log = this.logOf(key);
    log.previous = log.lines;
    log.lines = [];
  }

  read(
    key: ContainerKey,
    options: { previous?: boolean } = {},
  ): readonly LogLine[] {
    const log = this.logs.get(idOf(key));
    return (options.previous ? log?.previous : log?.lines) ?? [];
  }

  follow(key: ContainerKey, onLine: (line: LogLine) => void): () => void {
    const id = idOf(key);
    const followers = this.followers.get(id) ?? new Set();
    followers.add(onLine);
    this.followers.set(id, followers);
    return () => {
      followers.delete(onLine);
      if (followers.size === 0) this.followers.delete(id);
    };
  }

  /** The pod is gone, and with it what it printed. */
  forget(namespace: string, pod: string): void {
    const prefix = idOf({ namespace, pod, container: '' });
    for (const id of this.logs.keys())
      if (id.startsWith(prefix)) this.logs.delete(id);
  }

  private logOf(key: ContainerKey): ContainerLog {
    const id = idOf(key);
    const log = this.logs.get(id) ?? { lines: [], previous: [] };
    this.logs.set(id, log);
    return log;
  }
}

function idOf(key: ContainerKey): string {
  return `${key.namespace}/${key.pod}/${key.container}`;
}
