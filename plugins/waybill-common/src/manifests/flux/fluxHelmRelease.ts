import type { DeliverySpec, OciDeliverySource } from '../declaration';
import { fluxHealthExpressions } from './fluxHealth';
import {
  chartNameOf,
  fluxInterval,
  fluxMetadata,
  VERIFICATION_SECRET,
} from './fluxSources';
import type { FluxHelmAction, FluxHelmRelease } from './fluxTypes';

/** Whether a chart from a registry is taken whole, with values from outside of it. @internal */
export function takesChartWhole(spec: DeliverySpec): boolean {
  return spec.values !== undefined;
}

/**
 * How Flux installs the chart of a model in one environment.
 *
 * @internal
 */
export function buildFluxHelmRelease(spec: DeliverySpec): FluxHelmRelease {
  const expressions = fluxHealthExpressions(spec);
  const action = helmAction(spec);
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: fluxMetadata(spec),
    spec: {
      interval: '5m',
      timeout: spec.timeout ?? '5m',
      // Without it Flux would put the namespace before the name of every object.
      releaseName: spec.name,
      targetNamespace: spec.environment.namespace,
      storageNamespace: spec.environment.namespace,
      ...(spec.serviceAccountName !== undefined && {
        serviceAccountName: spec.serviceAccountName,
      }),
      ...chartOf(spec),
      ...(spec.dependsOn?.length && { dependsOn: spec.dependsOn }),
      install: action,
      upgrade: action,
      driftDetection: { mode: 'enabled' },
      ...(spec.values && { values: spec.values }),
      ...(expressions.length > 0 && { healthCheckExprs: expressions }),
    },
  };
}

function chartOf(
  spec: DeliverySpec,
): Pick<FluxHelmRelease['spec'], 'chart' | 'chartRef'> {
  const { name, source, environment } = spec;
  const valuesFile = `environments/${environment.name}/values.yaml`;
  const interval = fluxInterval(spec);
  if (source.type === 'git') {
    const folder = `./${source.path ?? 'deploy'}`;
    return {
      chart: {
        spec: {
          chart: `${folder}/chart`,
          interval,
          sourceRef: { kind: 'GitRepository', name },
          // Each commit counts: the version of the chart does not change with the model's.
          reconcileStrategy: 'Revision',
          valuesFiles: [
            `${folder}/chart/values.yaml`,
            `${folder}/${valuesFile}`,
          ],
        },
      },
    };
  }
  if (takesChartWhole(spec)) {
    return { chartRef: { kind: 'OCIRepository', name } };
  }
  return {
    chart: {
      spec: {
        chart: chartNameOf(source),
        version: versionOf(source.reference),
        interval,
        sourceRef: { kind: 'HelmRepository', name },
        valuesFiles: ['values.yaml', valuesFile],
        ...chartVerification(source),
      },
    },
  };
}

function versionOf(reference: OciDeliverySource['reference']): string {
  if ('semver' in reference) return reference.semver;
  return 'tag' in reference ? reference.tag : reference.digest;
}

function chartVerification({ verification }: OciDeliverySource) {
  if (verification === 'none') return {};
  const keySecret =
    verification && 'keySecret' in verification
      ? verification.keySecret
      : VERIFICATION_SECRET;
  return {
    verify: { provider: 'cosign' as const, secretRef: { name: keySecret } },
  };
}

/**
 * Helm must not wait for an InferenceService: an autoscaled one looks unfinished for ever (see `fluxHealthChecks`), and
 * a healthy model would be called failed. A release that fails is tried again and not rolled back: Git says what runs.
 */
function helmAction({ servingKind, interval }: DeliverySpec): FluxHelmAction {
  return {
    ...(servingKind === 'InferenceService'
      ? { disableWait: true }
      : // A load job is no part of what has to be ready.
        { disableWaitForJobs: true }),
    strategy: { name: 'RetryOnFailure', retryInterval: interval ?? '1m' },
  };
}
