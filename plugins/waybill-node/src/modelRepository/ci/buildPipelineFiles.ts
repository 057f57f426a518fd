import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import type { CiSystem } from '../ModelRepositoryInput';
import type { RepositoryPlan } from '../RepositoryPlan';
import { buildGithubWorkflow } from './github';
import { buildGitlabPipeline } from './gitlab';
import { buildTektonFiles } from './tekton';

const BUILDERS: Record<CiSystem, (plan: RepositoryPlan) => RepositoryFile[]> = {
  github: plan => [buildGithubWorkflow(plan)],
  gitlab: plan => [buildGitlabPipeline(plan)],
  tekton: buildTektonFiles,
};

/** The pipelines that are asked for. They run the scripts in `ci/`, and decide nothing themselves. */
export function buildPipelineFiles(plan: RepositoryPlan): RepositoryFile[] {
  const systems = new Set(plan.input.ci ?? []);
  return [...systems].flatMap(system => BUILDERS[system](plan));
}
