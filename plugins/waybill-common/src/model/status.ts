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
