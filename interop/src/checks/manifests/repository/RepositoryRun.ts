import type { ModelVariant } from '@waybill/backstage-plugin-waybill-node';
import type { Tools } from '../../../tools';
import type { Keep } from '../ManifestSection';
import type { GeneratedRepository } from './GeneratedRepository';

/** What the checks of the generated repositories share. */
export interface RepositoryRun {
  readonly tools: Tools;
  readonly folder: string;
  readonly registry: string;
  readonly keep: Keep;
  readonly repositories: ReadonlyMap<ModelVariant, GeneratedRepository>;
}

export function repositoryOf(
  run: RepositoryRun,
  variant: ModelVariant,
): GeneratedRepository {
  const found = run.repositories.get(variant);
  if (!found) throw new Error(`No repository was generated for ${variant}`);
  return found;
}
