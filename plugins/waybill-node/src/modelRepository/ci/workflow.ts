import type { RepositoryPlan } from '../RepositoryPlan';

/** What the pipelines of all systems do alike. */

export const INSTALL =
  'python -m pip install --require-hashes --only-binary :all: -r requirements-dev.txt';
export const TEST = 'python -m pytest';

/** What is handed from the job that makes the model to the one that packages it. */
export function madeFiles({ modelPath, modelParts }: RepositoryPlan): string[] {
  const tops = [modelPath, ...modelParts].map(path => path.split('/')[0]);
  return [...new Set([...tops, 'build/predicates'])];
}

/** Variables of the scripts, which are the same wherever they run. */
export function releaseVariables(plan: RepositoryPlan): Record<string, string> {
  const { baseImage } = plan.input;
  return {
    MODEL_REPOSITORY: plan.repository,
    PACKAGE_FORMAT: plan.format,
    ...(plan.tools === 'waybill' &&
      plan.format === 'modelcar' &&
      baseImage !== undefined && { BASE_IMAGE: baseImage }),
  };
}

export function bumpVariables(plan: RepositoryPlan): Record<string, string> {
  return {
    BUMP_ENVIRONMENT: plan.firstEnvironment,
    BASE_BRANCH: plan.branch,
  };
}

/** From the package to what verifies, in this order. Git hosts take files without their mode: bash is named. */
export const RELEASE_STEPS = [
  { name: 'Pack', script: 'bash ci/pack.sh' },
  { name: 'Sign', script: 'bash ci/sign.sh' },
  { name: 'Attest', script: 'bash ci/attest.sh' },
  { name: 'Verify', script: 'bash ci/verify.sh' },
] as const;
