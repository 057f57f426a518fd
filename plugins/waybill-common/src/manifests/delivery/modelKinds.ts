/** Kinds that are declared of a model: whoever delivers models may write these and no others. */
export interface ModelKinds {
  readonly group: string;
  readonly kinds: Readonly<Record<string, string>>;
}

/** Kind and resource by group, in the order of the groups' names. @internal */
export const MODEL_KINDS: readonly ModelKinds[] = [
  {
    group: '',
    kinds: {
      ConfigMap: 'configmaps',
      PersistentVolumeClaim: 'persistentvolumeclaims',
      Service: 'services',
      ServiceAccount: 'serviceaccounts',
    },
  },
  { group: 'apps', kinds: { Deployment: 'deployments' } },
  {
    group: 'autoscaling',
    kinds: { HorizontalPodAutoscaler: 'horizontalpodautoscalers' },
  },
  { group: 'batch', kinds: { Job: 'jobs' } },
  {
    group: 'gateway.networking.k8s.io',
    kinds: { HTTPRoute: 'httproutes' },
  },
  {
    group: 'keda.sh',
    kinds: {
      ScaledObject: 'scaledobjects',
      TriggerAuthentication: 'triggerauthentications',
    },
  },
  {
    group: 'monitoring.coreos.com',
    kinds: { PodMonitor: 'podmonitors', ServiceMonitor: 'servicemonitors' },
  },
  {
    group: 'networking.k8s.io',
    kinds: { Ingress: 'ingresses', NetworkPolicy: 'networkpolicies' },
  },
  {
    group: 'policy',
    kinds: { PodDisruptionBudget: 'poddisruptionbudgets' },
  },
  {
    group: 'serving.kserve.io',
    kinds: {
      InferenceGraph: 'inferencegraphs',
      InferenceService: 'inferenceservices',
      LLMInferenceService: 'llminferenceservices',
      ServingRuntime: 'servingruntimes',
    },
  },
];
