import type { DeploymentSpec, ServingInput } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { ManifestError } from '../ManifestError';
import { buildAutoscaler } from './autoscaling';
import { listCanaryTracks } from './canaryTracks';
import { buildDisruptionBudget } from './disruptionBudget';
import { listDeploymentProblems } from './listDeploymentProblems';
import { buildModelRoute } from './modelRoute';
import { buildModelServer } from './modelServer';
import { buildModelService } from './modelService';
import { PORT_NAME } from './probes';
import { selectorLabels, servingLabels } from './servingLabels';
import { buildServiceMonitor } from './serviceMonitor';

/** Path that is asked for metrics where nothing else is said. */
const DEFAULT_METRICS_PATH = '/metrics';

/**
 * A Deployment that serves a model, and what belongs to it: Service, route, autoscaler, disruption budget, monitor, and
 * a second Deployment and Service for a canary. Without `package` it is what all environments share, and nothing is
 * pinned.
 *
 * @throws ManifestError the first of {@link listDeploymentProblems}
 * @public
 */
export function buildDeploymentObjects(
  input: ServingInput<DeploymentSpec>,
): KubernetesManifest[] {
  const [problem] = listDeploymentProblems(input);
  if (problem) throw new ManifestError(problem);
  const { name, serving, profile } = input;
  const canaries = listCanaryTracks(profile, input.package);
  const selector = selectorLabels(name, 'stable');
  const labels = servingLabels(name);
  return [
    buildModelServer(input, input.package),
    buildModelService(name),
    ...canaries.flatMap(canary => [
      buildModelServer(input, canary.package, canary),
      buildModelService(name, canary.track),
    ]),
    ...buildModelRoute(name, serving.route, canaries),
    ...buildAutoscaler(name, profile),
    ...buildDisruptionBudget({
      name,
      budget: profile.disruptionBudget,
      selector,
      labels,
    }),
    ...(profile.isMonitored
      ? [
          buildServiceMonitor({
            name,
            // The canaries' Services too.
            selector: { 'app.kubernetes.io/name': name },
            labels,
            port: PORT_NAME,
            path: serving.metricsPath ?? DEFAULT_METRICS_PATH,
          }),
        ]
      : []),
  ];
}
