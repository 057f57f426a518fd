import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { SandboxError } from '../../errors';
import { isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';

/** One line of the journal: an object as it was written, or (without one) its removal. */
export interface JournalRecord {
  readonly resourceVersion: number;
  readonly kind: string;
  readonly key: string;
  readonly object?: KubernetesObject;
}

const longJournalLines = 20_000;

/** The cluster's memory on disk: one JSON record a line, appended; rewritten in short form when it gets long. */
export class Journal {
  private file: number | undefined;
  private lines = 0;
  private compactedLines = 0;

  constructor(private readonly path: string) {}

  /** Reads what is there. A last line that a crash cut short is left out; any other that cannot be read is an error. */
  load(): JournalRecord[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    return lines.flatMap((line, at) => {
      if (line === '') return [];
      const record = parseRecord(line);
      if (record) return [record];
      if (at === lines.length - 1) return [];
      throw new SandboxError({
        code: 'STATE_INVALID',
        message: `line ${at + 1} of ${
          this.path
        } cannot be read: reset the sandbox's state, or restore the file`,
      });
    });
  }

  append(record: JournalRecord): void {
    // A secret may be among the objects, so the file is its owner's alone.
    this.file ??= openSync(this.path, 'a', 0o600);
    writeSync(this.file, `${JSON.stringify(record)}\n`);
    this.lines += 1;
  }

  isLong(): boolean {
    return this.lines > longJournalLines + 2 * this.compactedLines;
  }

  /** Replaces the file by one line per object, and one that keeps the version where the newest object is gone. */
  compact(
    resourceVersion: number,
    entries: Iterable<{ kind: string; key: string; object: KubernetesObject }>,
  ): void {
    this.close();
    const lines = [
      JSON.stringify({
        resourceVersion,
        kind: '',
        key: '',
      } satisfies JournalRecord),
    ];
    for (const { kind, key, object } of entries) {
      const version = Number(object.metadata.resourceVersion);
      lines.push(
        JSON.stringify({
          resourceVersion: version,
          kind,
          key,
          object,
        } satisfies JournalRecord),
      );
    }
    const next = `${this.path}.next`;
    writeFileSync(next, `${lines.join('\n')}\n`, { mode: 0o600 });
    renameSync(next, this.path);
    this.lines = lines.length;
    this.compactedLines = lines.length;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (!isJsonObject(record)) return undefined;
    const { resourceVersion, kind, key } = record;
    if (
      typeof resourceVersion !== 'number' ||
      typeof kind !== 'string' ||
      typeof key !== 'string'
    )
      return undefined;
    return record as unknown as JournalRecord;
  } catch {
    return undefined;
  }
}
