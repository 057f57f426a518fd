import type { z as Zod } from 'zod/v3';
import { PACKAGE_FORMATS } from './packageSpec';

type Schema = typeof Zod;

/** Inputs that say how files become a package; the same for each action that makes one. */
export const specSchema = {
  format: (z: Schema) =>
    z
      .enum(PACKAGE_FORMATS, {
        description:
          'modelcar (an image that KServe runs or mounts), modelkit (KitOps), modelpack (CNCF) or artifact (the files as they are). Default: modelcar',
      })
      .optional(),
  baseImage: (z: Schema) =>
    z
      .string({
        description:
          'host/path@digest of the image with a shell that a modelcar comes on top of, or none. Default: waybill.defaults.baseImage',
      })
      .optional(),
  kitfile: (z: Schema) =>
    z
      .string({
        description:
          'Kitfile of a modelkit or modelpack as text. Default: the Kitfile among the files, or one drafted from them',
      })
      .optional(),
  artifactType: (z: Schema) =>
    z.string({ description: 'Media type of an artifact' }).optional(),
};

/** Inputs that say where a package goes. */
export const targetSchema = {
  name: (z: Schema) => z.string({ description: 'Name of the model' }),
  version: (z: Schema) =>
    z.string({ description: 'Semantic version; it becomes the tag' }),
  registry: (z: Schema) =>
    z
      .string({
        description: 'Registry host. Default: waybill.defaults.registry',
      })
      .optional(),
  repositoryPrefix: (z: Schema) =>
    z
      .string({
        description:
          'Path in the registry before the name. Default: waybill.defaults.repositoryPrefix',
      })
      .optional(),
  repository: (z: Schema) =>
    z
      .string({
        description:
          'host/path of the versions, in place of registry, repositoryPrefix and name',
      })
      .optional(),
};

/** Inputs that become annotations. */
export const aboutSchema = {
  title: (z: Schema) =>
    z.string({ description: 'Title for people' }).optional(),
  description: (z: Schema) =>
    z.string({ description: 'What the model does' }).optional(),
  license: (z: Schema) =>
    z.string({ description: 'SPDX expression' }).optional(),
};

/** Inputs of the compatibility check. */
export const servingSchema = {
  storage: (z: Schema) =>
    z
      .enum(['oci', 'oci+native', 'kit'], {
        description:
          'How the model is to be served; a format that cannot be served so is refused. Default: as serves the format best, with a warning where that wants something',
      })
      .optional(),
  environment: (z: Schema) =>
    z
      .string({
        description:
          'Environment whose Kubernetes and KServe are looked at. Default: what holds for all',
      })
      .optional(),
};

/** What is given of a package that is in a registry. */
export const packageOutputSchema = {
  repository: (z: Schema) => z.string({ description: 'host/path' }),
  digest: (z: Schema) => z.string({ description: 'Digest of the package' }),
  reference: (z: Schema) => z.string({ description: 'host/path@digest' }),
};

/** The first files of a package. */
export function filesOutput(z: Schema) {
  return z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.number(),
      digest: z.string().optional(),
    }),
    { description: 'The first 200 files' },
  );
}
