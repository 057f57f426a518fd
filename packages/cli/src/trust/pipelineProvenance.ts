import {
  buildProvenance,
  commitMaterial,
  type ProvenanceOptions,
} from '@waybill/backstage-plugin-waybill-common';
import { version } from '../../package.json';
import { CliError } from '../errors/CliError';

type Environment = Readonly<Record<string, string | undefined>>;
type Surroundings = Omit<ProvenanceOptions, 'secretValues' | 'builderVersion'>;

/** Variables whose values nobody may see. */
const SECRET_NAME =
  /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|(?:^|_)KEY$/i;
/** What is shorter would take words out of everything. */
const MIN_SECRET_LENGTH = 8;

/**
 * SLSA provenance of what a pipeline publishes, by the variables that it gives to its jobs.
 *
 * @throws CliError `USAGE` where this is no pipeline that is known
 */
export function pipelineProvenance(env: Environment): object {
  const run = gitHubRun(env) ?? gitLabRun(env);
  if (!run)
    throw new CliError({
      code: 'USAGE',
      message:
        'Provenance is made of what GitHub Actions or GitLab tell of a job, and this is neither: give the predicate with --predicate.',
    });
  return buildProvenance({
    ...run,
    builderVersion: { waybill: version },
    secretValues: Object.entries(env).flatMap(([name, value]) =>
      value && value.length >= MIN_SECRET_LENGTH && SECRET_NAME.test(name)
        ? [value]
        : [],
    ),
  });
}

/** https://docs.github.com/actions: default environment variables. */
function gitHubRun(env: Environment): Surroundings | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  const { GITHUB_SHA: commit, GITHUB_REF: ref, GITHUB_RUN_ID: id } = env;
  if (env.GITHUB_ACTIONS !== 'true' || !server || !repository || !commit || !id)
    return undefined;
  const url = `${server}/${repository}`;
  const [workflow] = (env.GITHUB_WORKFLOW_REF ?? '').split('@');
  const path = workflow.startsWith(`${repository}/`)
    ? workflow.slice(repository.length + 1)
    : undefined;
  return {
    run: {
      kind: 'pipeline-run',
      source: `git+${url}${ref ? `@${ref}` : ''}`,
      ...(path ? { path } : {}),
      environment: present({
        event: env.GITHUB_EVENT_NAME,
        actor: env.GITHUB_ACTOR,
        repositoryId: env.GITHUB_REPOSITORY_ID,
        runner: env.RUNNER_ENVIRONMENT,
      }),
    },
    builderId: `${server}/actions/runner/${
      env.RUNNER_ENVIRONMENT ?? 'self-hosted'
    }`,
    invocationId: `${url}/actions/runs/${id}/attempts/${
      env.GITHUB_RUN_ATTEMPT ?? '1'
    }`,
    materials: [commitMaterial(url, commit, ref)],
  };
}

/** https://docs.gitlab.com/ci/variables: predefined variables. */
function gitLabRun(env: Environment): Surroundings | undefined {
  const { CI_PROJECT_URL: url, CI_COMMIT_SHA: commit, CI_JOB_URL: job } = env;
  if (env.GITLAB_CI !== 'true' || !url || !commit || !job) return undefined;
  const { CI_COMMIT_TAG: tag, CI_COMMIT_REF_NAME: branch } = env;
  const ref = tag ? `refs/tags/${tag}` : branch && `refs/heads/${branch}`;
  return {
    run: {
      kind: 'pipeline-run',
      source: `git+${url}${ref ? `@${ref}` : ''}`,
      ...(env.CI_CONFIG_PATH ? { path: env.CI_CONFIG_PATH } : {}),
      environment: present({
        event: env.CI_PIPELINE_SOURCE,
        actor: env.GITLAB_USER_LOGIN,
        pipeline: env.CI_PIPELINE_URL,
        job: env.CI_JOB_NAME,
      }),
    },
    builderId: env.CI_RUNNER_ID ? `${url}/-/runners/${env.CI_RUNNER_ID}` : url,
    invocationId: job,
    ...(env.CI_JOB_STARTED_AT ? { startedOn: env.CI_JOB_STARTED_AT } : {}),
    materials: [commitMaterial(url, commit, ref)],
  };
}

function present(
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value ? [[key, value]] : [],
    ),
  );
}
