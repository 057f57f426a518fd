export const SECTIONS = ['push', 'unpack', 'sink', 'repush', 'memory'] as const;
export type Section = (typeof SECTIONS)[number];

/** What was measured of one contender in one round. */
export interface Run {
  readonly section: Section;
  readonly contender: string;
  readonly round: number;
  /** Of the model's files, together. */
  readonly sizeBytes: number;
  readonly wallSeconds: number;
  /** User and system time of the contender's processes. */
  readonly cpuSeconds: number;
  /** Memory of the largest of its processes. */
  readonly peakBytes: number;
  /** What its processes wrote to disks. */
  readonly writtenBytes: number;
  /** CPU of the registry meanwhile. */
  readonly registryCpuSeconds: number;
  /** CPU of everything else on the machine meanwhile, the kernel's writing back included. */
  readonly otherCpuSeconds: number;
}
