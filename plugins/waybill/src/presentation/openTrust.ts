/** What the dialog about a version's trust is to show. */
export interface TrustTarget {
  readonly digest: string;
  readonly tab?: 'verdict' | 'attestations' | 'admission' | 'manual';
  /** Only this environment's admission; all where absent. */
  readonly environment?: string;
}

export type OpenTrust = (target: TrustTarget) => void;
