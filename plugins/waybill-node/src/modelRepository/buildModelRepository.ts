import {
  buildDeployFiles,
  ManifestError,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { buildCatalogFile } from './catalogFiles';
import { buildPipelineFiles } from './ci';
import { buildImageFile } from './imageFiles';
import { buildKitfile } from './kitfile';
import { buildDocumentation } from './modelCard';
import type { ModelRepositoryInput } from './ModelRepositoryInput';
import { buildReadme } from './readme';
import { readSkeleton } from './readSkeleton';
import { buildRenovateConfig } from './renovate';
import { planRepository, type RepositoryPlan } from './RepositoryPlan';

/** The variant's model card: part of the documentation, and no file of its own. */
const CARD = 'card.md';

/**
 * All files of a model's Git repository. Without a variant: what is delivered (`deploy/`), the catalog entity, README and
 * documentation. With one also the code that makes and serves the model, its tests, Kitfile, Dockerfile, and pipelines.
 *
 * Names and texts of the input stand in structured files only. Code is copied as it is and reads the Kitfile.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export async function buildModelRepository(
  input: ModelRepositoryInput,
): Promise<RepositoryFile[]> {
  if (!input.variant) return buildPlainRepository(input);
  const plan = planRepository(input, input.variant);
  const skeleton = await readLayers(plan);
  const card = skeleton.get(CARD);
  skeleton.delete(CARD);
  const files = new Map(skeleton);
  for (const { path, content } of [
    buildKitfile(plan),
    buildImageFile(plan),
    ignoreFile(plan, skeleton),
    ...buildPipelineFiles(plan),
    buildRenovateConfig(plan),
    buildCatalogFile(input),
    buildReadme(input, plan),
    ...buildDocumentation(input, card),
    ...deployFiles(input),
  ]) {
    files.set(path, content);
  }
  return sorted(files);
}

function buildPlainRepository(input: ModelRepositoryInput): RepositoryFile[] {
  if (input.ci?.length) {
    throw new ManifestError({
      code: 'CONFLICT',
      field: 'ci',
      message: `A pipeline for '${input.declaration.name}' would have nothing to build: choose a variant of the code, for example 'empty', or no pipeline`,
    });
  }
  return [
    buildCatalogFile(input),
    buildReadme(input),
    ...buildDocumentation(input),
    ...deployFiles(input),
  ];
}

function deployFiles({ declaration }: ModelRepositoryInput): RepositoryFile[] {
  return buildDeployFiles(declaration).map(file => ({
    ...file,
    path: `deploy/${file.path}`,
  }));
}

async function readLayers(plan: RepositoryPlan): Promise<Map<string, string>> {
  const names = [...plan.facts.layers, `tools/${plan.tools}`];
  const layers = await Promise.all(names.map(readSkeleton));
  return new Map(
    layers.flat().map(({ path, content }) => [path, content] as const),
  );
}

/** The model is in the registry: Git ignores it, wherever the Kitfile has it. */
function ignoreFile(
  { modelPath, modelParts }: RepositoryPlan,
  skeleton: ReadonlyMap<string, string>,
): RepositoryFile {
  const path = '.gitignore';
  const tops = [modelPath, ...modelParts].map(file => `/${file.split('/')[0]}`);
  const ignored = [...new Set(tops)].map(top => `${top}\n`).join('');
  return { path, content: `${skeleton.get(path) ?? ''}${ignored}` };
}

function sorted(files: ReadonlyMap<string, string>): RepositoryFile[] {
  return [...files]
    .map(([path, content]) => ({ path, content }))
    .sort(({ path: left }, { path: right }) => (left < right ? -1 : 1));
}

/**
 * Whether a file of a model's repository has to be executable where it is written to a disk or sent to a Git host.
 *
 * @public
 */
export function isExecutable(path: string): boolean {
  return path.endsWith('.sh');
}
