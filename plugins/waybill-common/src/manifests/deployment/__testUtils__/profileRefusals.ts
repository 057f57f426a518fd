import {
  CANARY_DIGEST,
  HTTP_ROUTE,
  INGRESS,
  SERVER_IMAGE,
} from './deploymentInput';
import { foreign, prometheus, type Refusal } from './refusal';

const canary = { trafficPercent: 10, version: '1.1.0', digest: CANARY_DIGEST };
const asked = { requests: { cpu: '1', memory: '1Gi' } };
const scaled = { replicas: { min: 1, max: 3 }, resources: asked };

/** What is wrong with the profile of an environment. */
export const PROFILE_REFUSALS: readonly Refusal[] = [
  [
    'half a replica',
    { profile: { replicas: { min: 0.5 } } },
    'INVALID_VALUE',
    'profile.replicas.min',
  ],
  [
    'fewer replicas at most than at least',
    { profile: { replicas: { min: 3, max: 2 } } },
    'CONFLICT',
    'profile.replicas.max',
  ],
  [
    'a quantity that is none',
    { profile: { resources: { requests: { cpu: 'two' } } } },
    'INVALID_VALUE',
    'profile.resources.requests.cpu',
  ],
  [
    'a resource that is none',
    { profile: { resources: { limits: { ram: '8Gi' } } } },
    'INVALID_VALUE',
    'profile.resources.limits.ram',
  ],
  [
    'a request above its limit',
    {
      profile: {
        resources: { requests: { memory: '2Gi' }, limits: { memory: '1000M' } },
      },
    },
    'CONFLICT',
    'profile.resources.requests.memory',
  ],
  [
    'a GPU without limit',
    { profile: { resources: { requests: { 'nvidia.com/gpu': '1' } } } },
    'MISSING',
    'profile.resources.requests.nvidia.com/gpu',
  ],
  [
    'a GPU with another limit',
    {
      profile: {
        resources: {
          requests: { 'nvidia.com/gpu': '1' },
          limits: { 'nvidia.com/gpu': '2' },
        },
      },
    },
    'CONFLICT',
    'profile.resources.requests.nvidia.com/gpu',
  ],
  [
    'half a GPU',
    { profile: { gpu: { count: 0.5 } } },
    'INVALID_VALUE',
    'profile.gpu.count',
  ],
  [
    'half a GPU as limit',
    { profile: { resources: { limits: { 'nvidia.com/gpu': '500m' } } } },
    'INVALID_VALUE',
    'profile.resources.limits.nvidia.com/gpu',
  ],
  [
    'a GPU in two places',
    {
      profile: {
        gpu: { count: 1 },
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      },
    },
    'CONFLICT',
    'profile.gpu',
  ],
  [
    'a GPU of no full name',
    { profile: { gpu: { count: 1, resource: 'gpu' } } },
    'INVALID_VALUE',
    'profile.gpu.resource',
  ],
  [
    'an unknown log level',
    { profile: { logLevel: foreign('chatty') } },
    'INVALID_VALUE',
    'profile.logLevel',
  ],
  [
    'two log levels',
    { profile: { logLevel: 'info', env: { LOG_LEVEL: 'debug' } } },
    'CONFLICT',
    'profile.env.LOG_LEVEL',
  ],
  [
    'the autoscaler of Knative',
    { profile: { ...scaled, autoscaling: { class: 'kpa' } } },
    'CONFLICT',
    'profile.autoscaling.class',
  ],
  [
    'an unknown autoscaler',
    { profile: { ...scaled, autoscaling: { class: foreign('magic') } } },
    'INVALID_VALUE',
    'profile.autoscaling.class',
  ],
  [
    'an autoscaler without bounds',
    { profile: { resources: asked, autoscaling: { class: 'hpa' } } },
    'MISSING',
    'profile.replicas.max',
  ],
  [
    'a share of nothing',
    {
      profile: { replicas: { min: 1, max: 3 }, autoscaling: { class: 'hpa' } },
    },
    'MISSING',
    'profile.resources.requests.cpu',
  ],
  [
    'an autoscaler that cannot measure',
    { profile: { ...scaled, autoscaling: { class: 'hpa', metric: 'rps' } } },
    'CONFLICT',
    'profile.autoscaling.metric',
  ],
  [
    'a measure from nowhere',
    { profile: { ...scaled, autoscaling: { class: 'keda', metric: 'rps' } } },
    'MISSING',
    'profile.autoscaling.prometheus',
  ],
  [
    'a Prometheus with a password',
    {
      profile: {
        ...scaled,
        autoscaling: {
          class: 'keda',
          metric: 'rps',
          prometheus: { ...prometheus, serverAddress: 'http://a:b@c' },
        },
      },
    },
    'INVALID_VALUE',
    'profile.autoscaling.prometheus.serverAddress',
  ],
  [
    'a Prometheus for the CPU',
    {
      profile: {
        ...scaled,
        autoscaling: { class: 'keda', metric: 'cpu', prometheus },
      },
    },
    'IGNORED_FIELD',
    'profile.autoscaling.prometheus',
  ],
  [
    'a sleep that nothing wakes',
    {
      profile: {
        resources: asked,
        replicas: { min: 0, max: 3 },
        autoscaling: { class: 'hpa' },
      },
    },
    'CONFLICT',
    'profile.replicas.min',
  ],
  [
    'a target of zero',
    { profile: { ...scaled, autoscaling: { class: 'hpa', target: 0 } } },
    'INVALID_VALUE',
    'profile.autoscaling.target',
  ],
  [
    'bounds that nothing uses',
    {
      profile: { replicas: { min: 1, max: 3 }, autoscaling: { class: 'none' } },
    },
    'IGNORED_FIELD',
    'profile.replicas.max',
  ],
  [
    'a target that nothing uses',
    { profile: { autoscaling: { class: 'none', target: 5 } } },
    'IGNORED_FIELD',
    'profile.autoscaling.target',
  ],
  [
    'a budget that blocks every node',
    { profile: { disruptionBudget: { minAvailable: 1 } } },
    'CONFLICT',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'a budget of all',
    {
      profile: {
        replicas: { min: 4 },
        disruptionBudget: { minAvailable: '76%' },
      },
    },
    'CONFLICT',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'a budget of none',
    { profile: { disruptionBudget: { maxUnavailable: 0 } } },
    'CONFLICT',
    'profile.disruptionBudget.maxUnavailable',
  ],
  [
    'a budget that is none',
    { profile: { disruptionBudget: { minAvailable: 'half' } } },
    'INVALID_VALUE',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'two budgets',
    {
      profile: {
        disruptionBudget: foreign({ minAvailable: 1, maxUnavailable: 1 }),
      },
    },
    'CONFLICT',
    'profile.disruptionBudget',
  ],
  [
    'a canary without a route',
    { profile: { canary } },
    'IGNORED_FIELD',
    'profile.canary',
  ],
  [
    'a canary behind an Ingress',
    { serving: { route: INGRESS }, profile: { canary } },
    'IGNORED_FIELD',
    'profile.canary',
  ],
  [
    'a canary of the same image',
    {
      delivery: 'image',
      serving: { route: HTTP_ROUTE, image: SERVER_IMAGE },
      profile: { canary },
    },
    'CONFLICT',
    'profile.canary',
  ],
  [
    'a canary of more than all',
    {
      serving: { route: HTTP_ROUTE },
      profile: { canary: { ...canary, trafficPercent: 101 } },
    },
    'INVALID_VALUE',
    'profile.canary.trafficPercent',
  ],
  [
    'a canary by tag',
    {
      serving: { route: HTTP_ROUTE },
      profile: { canary: { ...canary, digest: '1.1.0' } },
    },
    'INVALID_VALUE',
    'profile.canary.digest',
  ],
  [
    'further canaries alone',
    { serving: { route: HTTP_ROUTE }, profile: { furtherCanaries: [canary] } },
    'MISSING',
    'profile.canary',
  ],
  [
    'canaries of more than all',
    {
      serving: { route: HTTP_ROUTE },
      profile: {
        canary: { ...canary, trafficPercent: 60 },
        furtherCanaries: [{ ...canary, trafficPercent: 60 }],
      },
    },
    'CONFLICT',
    'profile.furtherCanaries',
  ],
  [
    'a label that is none',
    { profile: { nodeSelector: { 'a b': 'c' } } },
    'INVALID_VALUE',
    'profile.nodeSelector',
  ],
  [
    'a toleration that is none',
    { profile: { tolerations: [{ keys: 'a' }] } },
    'INVALID_VALUE',
    'profile.tolerations[0]',
  ],
];
