import {
  serializeManifests,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryPlan } from '../RepositoryPlan';
import {
  bumpSpec,
  cloneSpec,
  makeSpec,
  releaseSpec,
  testSpec,
} from './tektonTasks';

const API = 'tekton.dev/v1';
const HEAD = `# Tests every change. A tag v1.2.3 makes the model, packs, signs and attests it, and pushes the change that has an
# environment run it. Images are named by digest; Renovate keeps them current.
# In the namespace: a Secret registry-credentials with username and password, and a Fulcio that trusts the issuer of the
# cluster's service account tokens (parameter signer-issuer).
`;

/**
 * The pipeline, and the runs by which Pipelines as Code starts it: the tests for a change, all of it for a tag. The
 * pipeline itself runs without it as well.
 */
export function buildTektonFiles(plan: RepositoryPlan): RepositoryFile[] {
  return [
    {
      path: '.tekton/pipeline.yaml',
      content: `${HEAD}${serializeManifests(buildPipeline(plan))}`,
    },
    {
      path: '.tekton/runs.yaml',
      content: serializeManifests(
        buildRun(plan, {
          suffix: 'test',
          on: `event == "pull_request" && target_branch == "${plan.branch}"`,
          isRelease: false,
        }),
        buildRun(plan, {
          suffix: 'release',
          on: 'event == "push" && target_branch.startsWith("refs/tags/v")',
          isRelease: true,
        }),
      ),
    },
  ];
}

const PARAMS = [
  { name: 'url', type: 'string', description: 'Git repository' },
  { name: 'revision', type: 'string', description: 'Commit' },
  {
    name: 'tag',
    type: 'string',
    default: '',
    description: 'Tag that is released; empty: only the tests',
  },
  {
    name: 'signer-identity',
    type: 'string',
    default:
      'https://kubernetes.io/namespaces/$(context.pipelineRun.namespace)/serviceaccounts/waybill-release',
  },
  {
    name: 'signer-issuer',
    type: 'string',
    default: 'https://kubernetes.default.svc',
  },
  {
    name: 'git-host',
    type: 'string',
    default: '',
    description:
      'gitlab or gitea: their change is opened; else the branch is pushed',
  },
];

function buildPipeline(plan: RepositoryPlan): object {
  return {
    apiVersion: API,
    kind: 'Pipeline',
    metadata: { name: `${plan.name}-model` },
    spec: {
      params: PARAMS,
      workspaces: [{ name: 'source' }, { name: 'git', optional: true }],
      tasks: [
        task('clone', cloneSpec(), {
          params: ['url', 'revision'],
          workspaces: ['source', 'git'],
        }),
        task('test', testSpec(), { after: 'clone' }),
        task('make', makeSpec(plan), {
          after: 'test',
          params: ['tag', 'url', 'revision'],
        }),
        task('release', releaseSpec(plan), {
          after: 'make',
          params: ['tag', 'signer-identity', 'signer-issuer'],
        }),
        task('bump', bumpSpec(plan), {
          after: 'release',
          params: ['git-host'],
          workspaces: ['source', 'git'],
        }),
      ],
    },
  };
}

/** One task of the pipeline. What comes after the tests runs for a tag only. */
function task(
  name: string,
  taskSpec: object,
  options: {
    readonly after?: string;
    readonly params?: readonly string[];
    readonly workspaces?: readonly string[];
  },
): object {
  const { after, params: names = [], workspaces = ['source'] } = options;
  const isRelease = after !== undefined && name !== 'test';
  return {
    name,
    ...(after && { runAfter: [after] }),
    ...(isRelease && {
      when: [{ input: '$(params.tag)', operator: 'notin', values: [''] }],
    }),
    ...(names.length > 0 && {
      params: names.map(param => ({
        name: param,
        value: `$(params.${param})`,
      })),
    }),
    workspaces: workspaces.map(workspace => ({
      name: workspace,
      workspace,
    })),
    taskSpec,
  };
}

function buildRun(
  plan: RepositoryPlan,
  run: {
    readonly suffix: string;
    readonly on: string;
    readonly isRelease: boolean;
  },
): object {
  return {
    apiVersion: API,
    kind: 'PipelineRun',
    metadata: {
      // Pipelines as Code makes a name of its own from it for each run.
      name: `${plan.name}-${run.suffix}`,
      annotations: {
        'pipelinesascode.tekton.dev/on-cel-expression': run.on,
        'pipelinesascode.tekton.dev/pipeline': '.tekton/pipeline.yaml',
        'pipelinesascode.tekton.dev/max-keep-runs': '5',
      },
    },
    spec: {
      pipelineRef: { name: `${plan.name}-model` },
      params: [
        { name: 'url', value: '{{ repo_url }}' },
        { name: 'revision', value: '{{ revision }}' },
        ...(run.isRelease
          ? [{ name: 'tag', value: '{{ target_branch }}' }]
          : []),
      ],
      taskRunTemplate: {
        ...(run.isRelease && { serviceAccountName: 'waybill-release' }),
        podTemplate: { securityContext: { fsGroup: 65532 } },
      },
      timeouts: { pipeline: '4h' },
      workspaces: [
        {
          name: 'source',
          volumeClaimTemplate: {
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '20Gi' } },
            },
          },
        },
        { name: 'git', secret: { secretName: '{{ git_auth_secret }}' } },
      ],
    },
  };
}
