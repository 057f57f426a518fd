/**
 * The six status words of kstatus (sigs.k8s.io/cli-utils v0.37, `pkg/kstatus/status`), used for every object and hop.
 *
 * - `Current`: the actual state is the desired state.
 * - `InProgress`: on the way there; nothing has failed.
 * - `Failed`: it will not get there without a change.
 * - `Terminating`: being deleted.
 * - `NotFound`: expected, and not there.
 * - `Unknown`: could not be told, and why; an input that is missing or that Waybill does not list ends here.
 *
 * @public
 */
export type Status =
  | 'Current'
  | 'InProgress'
  | 'Failed'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

/**
 * Best to worst. `Unknown` ranks worst: what cannot be told must not look better than what failed.
 *
 * @public
 */
export const STATUSES: readonly Status[] = [
  'Current',
  'InProgress',
  'Terminating',
  'NotFound',
  'Failed',
  'Unknown',
];

/**
 * The worst of the statuses. A word that is not listed, and no status at all, count as `Unknown`.
 *
 * @public
 */
export function worstStatus(statuses: readonly Status[]): Status {
  if (statuses.length === 0) return 'Unknown';
  const ranks = statuses.map(status => {
    const rank = STATUSES.indexOf(status);
    return rank < 0 ? STATUSES.length - 1 : rank;
  });
  return STATUSES[Math.max(...ranks)];
}
