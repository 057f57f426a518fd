import type { DeclarationForm, EnvironmentProfile } from '../../declaration';
import { ANNOTATION_VERSION } from '../../kserve';
import type { KubernetesManifest } from '../../kubernetes';
import type { ModelEndpoint } from './endpoint';
import { entityLabels } from './servingPods';

type Load = NonNullable<EnvironmentProfile['syntheticLoad']>;

/** Requests wait for ten seconds at most, so that a model that hangs does not pile them up. */
const SCRIPT = `ask() {
  if [ -n "$BODY" ]; then set -- --header 'Content-Type: application/json' --data "$BODY"; fi
  curl --silent --show-error --fail --output /dev/null --max-time 10 "$@" "$URL"
}
end=$(($(date +%s) + SECONDS_TO_RUN))
while [ "$(date +%s)" -lt "$end" ]; do
  sent=0
  while [ "$sent" -lt "$REQUESTS_PER_SECOND" ]; do
    ask &
    sent=$((sent + 1))
  done
  sleep 1
done
wait
`;

/**
 * Who may replace a Job: its template cannot be changed, so each new version needs a new one. Argo CD reads Helm's hooks
 * too, so they are there for Helm only.
 */
const REPLACEMENT: Readonly<Record<DeclarationForm, Record<string, string>>> = {
  kustomize: {
    'kustomize.toolkit.fluxcd.io/force': 'Enabled',
    'argocd.argoproj.io/sync-options': 'Force=true,Replace=true',
  },
  helm: {
    'helm.sh/hook': 'post-install,post-upgrade',
    'helm.sh/hook-delete-policy': 'before-hook-creation',
  },
};

/**
 * A Job that asks the model again and again for a while, anew with each version. It makes load and judges nothing: failed
 * requests are in its log.
 */
export function buildSyntheticLoad(input: {
  readonly name: string;
  readonly load: Load;
  readonly endpoint: ModelEndpoint;
  readonly version?: string;
  readonly form: DeclarationForm;
}): KubernetesManifest {
  const { load, endpoint, version } = input;
  const name = `${input.name}-load`;
  const labels = {
    ...entityLabels(input.name),
    'app.kubernetes.io/name': name,
  };
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels, annotations: REPLACEMENT[input.form] },
    spec: {
      backoffLimit: 2,
      activeDeadlineSeconds: load.durationSeconds + 120,
      template: {
        metadata: {
          labels,
          ...(version && { annotations: { [ANNOTATION_VERSION]: version } }),
        },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65534,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'load',
              image: load.image,
              command: ['sh', '-c', SCRIPT],
              env: [
                {
                  name: 'NAMESPACE',
                  valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
                },
                {
                  name: 'URL',
                  value: `http://${
                    endpoint.service
                  }.$(NAMESPACE).svc.cluster.local${port}${escapeVariables(
                    load.path ?? endpoint.healthPath,
                  )}`,
                },
                { name: 'BODY', value: escapeVariables(load.body ?? '') },
                {
                  name: 'REQUESTS_PER_SECOND',
                  value: String(load.requestsPerSecond),
                },
                {
                  name: 'SECONDS_TO_RUN',
                  value: String(load.durationSeconds),
                },
              ],
              resources: {
                requests: { cpu: '50m', memory: '64Mi' },
                limits: { memory: '256Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
            },
          ],
        },
      },
    },
  };
}

/** Kubernetes replaces `$(NAME)` in values of variables. */
function escapeVariables(text: string): string {
  return text.replace(/\$\(/g, '$$$$(');
}
