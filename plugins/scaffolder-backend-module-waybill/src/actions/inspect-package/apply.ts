import {
  describePackage,
  readContents,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import type { PackageSource } from '../../packages/packageSource';
import type { Inspection } from './plan';

/** Reads what is in a package; uncompressed layers are not downloaded for that. */
export async function applyInspect(
  { repository, tagOrDigest }: PackageSource,
  { client }: Pick<ActionDependencies, 'client'>,
  { signal }: { readonly signal?: AbortSignal },
): Promise<Inspection> {
  const contents = await readContents(client, repository, tagOrDigest, {
    signal,
  });
  const description = await describePackage(client, contents, { signal });
  return { contents, description };
}
