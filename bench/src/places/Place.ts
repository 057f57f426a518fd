/** A registry that contenders push to and pull from. */
export interface Place {
  /** `127.0.0.1:40123` */
  readonly host: string;
  readonly pid: number;
  stop(): Promise<void>;
}
