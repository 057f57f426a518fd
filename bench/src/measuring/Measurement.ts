/** What `bench/go/measure` writes of a program and the programs that it waited for. */
export interface Measurement {
  readonly exitCode: number;
  readonly wallSeconds: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakBytes: number;
  readonly writtenBytes: number;
}
