import type { Bench } from '../Bench';
import type { BenchModel } from '../model';

export type Format = 'modelkit' | 'modelpack' | 'modelcar' | 'artifact';
export const FORMATS: readonly Format[] = [
  'modelkit',
  'modelpack',
  'modelcar',
  'artifact',
];

export interface PushJob {
  readonly bench: Bench;
  readonly model: BenchModel;
  /** `host/path:tag`, over plain HTTP. */
  readonly reference: string;
  /** Empty folder: the tool's home, store and staging area. */
  readonly home: string;
}

export interface UnpackJob {
  readonly bench: Bench;
  readonly reference: string;
  readonly home: string;
  /** A folder that is not there yet. */
  readonly target: string;
}

/** A tool that does a job, as lines for a shell. */
export interface Pusher {
  readonly name: string;
  readonly format: Format;
  push(job: PushJob): string[];
}

export interface Unpacker {
  readonly name: string;
  readonly format: Format;
  unpack(job: UnpackJob): string[];
}
