import { listAt, valueAt } from '../../model/untrustedJson';
import type { KubernetesObject } from '../../model/observation';
import { sourceOfResult } from './imageVerification';

/** Kinds of reports: those of wgpolicyk8s.io/v1alpha2 and of openreports.io/v1alpha1. @public */
export const REPORT_KINDS: readonly string[] = [
  'PolicyReport',
  'ClusterPolicyReport',
  'Report',
  'ClusterReport',
];

/** More results of one report about images than anybody's policies give. */
const MAX_RESULTS = 50;

/**
 * A report with only those results that are about the verification of images: a cluster has a report for each object,
 * and most of what they say is about something else.
 *
 * @returns `undefined` where nothing is left
 * @public
 */
export function trimReport(
  report: KubernetesObject,
): KubernetesObject | undefined {
  const results = listAt(report, 'results')
    .filter(result => sourceOfResult(result) !== undefined)
    .slice(0, MAX_RESULTS);
  if (results.length === 0) return undefined;
  const { apiVersion, kind, metadata } = report;
  const scope = valueAt(report, 'scope');
  return {
    apiVersion,
    kind,
    metadata,
    ...(scope !== undefined && { scope }),
    results,
  };
}
