import type { DeploymentSpec } from '../declaration';

/** Name of the port that serves predictions. @internal */
export const PORT_NAME = 'http';

export const DEFAULT_PORT = 8080;
export const DEFAULT_LIVENESS_PATH = '/healthz/live';
export const DEFAULT_READINESS_PATH = '/healthz/ready';
export const DEFAULT_STARTUP_SECONDS = 600;

const STARTUP_PERIOD_SECONDS = 10;

/**
 * A model may take minutes to load, and some servers answer nothing meanwhile: the startup probe keeps the liveness
 * probe away until then. A server that is busy with predictions answers late; being late is no reason to kill it.
 *
 * @internal
 */
export function buildProbes(spec: DeploymentSpec) {
  const liveness = httpGet(spec.livenessPath ?? DEFAULT_LIVENESS_PATH);
  const seconds = spec.startupSeconds ?? DEFAULT_STARTUP_SECONDS;
  return {
    startupProbe: {
      httpGet: liveness,
      periodSeconds: STARTUP_PERIOD_SECONDS,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds / STARTUP_PERIOD_SECONDS),
    },
    livenessProbe: {
      httpGet: liveness,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    readinessProbe: {
      httpGet: httpGet(spec.readinessPath ?? DEFAULT_READINESS_PATH),
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  };
}

function httpGet(path: string) {
  return { path, port: PORT_NAME };
}
