import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  MODEL_VARIANTS,
  type ModelVariant,
} from '@waybill/backstage-plugin-waybill-node';
import { startRegistry } from '../../../controlPlane';
import type { ManifestSection } from '../ManifestSection';
import {
  generateRepository,
  type GeneratedRepository,
} from './GeneratedRepository';
import { pipelineChecks } from './pipelineSchemas';
import { pythonTestChecks } from './pythonTests';
import { releaseChecks } from './releaseChecks';
import type { RepositoryRun } from './RepositoryRun';

/** What the template writes for each variant: its tests, its pipelines, and a release by its own scripts. */
export const repositorySection: ManifestSection = {
  name: 'repository',
  async run({ tools, runner, folder: root, log, signal }, keep) {
    const folder = path.join(root, 'repository');
    await fs.mkdir(folder, { recursive: true });
    const registry = keep(
      await startRegistry({
        folder: path.join(folder, 'registry'),
        tools,
        signal,
      }),
    );
    const repositories = new Map<ModelVariant, GeneratedRepository>();
    for (const variant of MODEL_VARIANTS) {
      repositories.set(
        variant,
        await generateRepository(variant, folder, registry.host),
      );
    }
    log(`${repositories.size} model repositories are written`);
    const run: RepositoryRun = {
      tools,
      folder,
      registry: registry.host,
      keep,
      repositories,
    };
    await runner.runAll([
      ...pipelineChecks(run),
      ...pythonTestChecks(run),
      ...releaseChecks(run),
    ]);
  },
};
