import type { Kitfile } from '@waybill/backstage-plugin-waybill-common';
import {
  type FileTree,
  layoutArtifact,
  layoutModelcar,
  layoutModelKit,
  layoutModelPack,
  type PackageLayout,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { draftKitfile } from './draftKitfile';
import type { PackageSpec } from './packageSpec';

/** A layout and the spec that makes it: a Kitfile that was drafted is in it. */
export interface LaidOutPackage {
  readonly layout: PackageLayout;
  readonly spec: PackageSpec;
}

/**
 * Lays files out as the spec says. Reads none of them.
 *
 * @throws PackagingError, KitfileError, RegistryError
 */
export async function layoutPackage(
  tree: FileTree,
  spec: PackageSpec,
  context: { readonly client: RegistryClient; readonly signal?: AbortSignal },
): Promise<LaidOutPackage> {
  const { annotations, base, artifactType = '' } = spec;
  switch (spec.format) {
    case 'modelcar':
      return {
        layout: await layoutModelcar(tree, { annotations, base, ...context }),
        spec,
      };
    case 'artifact':
      return {
        layout: await layoutArtifact(tree, { artifactType, annotations }),
        spec,
      };
    default: {
      const kitfile = spec.kitfile ?? draft(tree, annotations);
      const layOut =
        spec.format === 'modelkit' ? layoutModelKit : layoutModelPack;
      return {
        layout: await layOut(tree, { kitfile, annotations }),
        spec: { ...spec, kitfile },
      };
    }
  }
}

function draft(
  tree: FileTree,
  annotations: PackageSpec['annotations'],
): Kitfile {
  const image = 'org.opencontainers.image';
  return draftKitfile(tree.files, {
    name: annotations[`${image}.title`],
    version: annotations[`${image}.version`],
    description: annotations[`${image}.description`],
    license: annotations[`${image}.licenses`],
  });
}
