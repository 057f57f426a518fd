import type { z as Zod } from 'zod/v3';

type Z = typeof Zod;

const passedOn = (z: Z, description: string) =>
  z.record(z.unknown(), { description });

/** What the action takes; what stands in the objects is held against the declaration's own types afterwards. */
export const manifestsInput = {
  name: (z: Z) => z.string({ description: 'Name of the model' }),
  owner: (z: Z) => z.string({ description: 'Entity reference of the owner' }),
  repository: (z: Z) => z.string({ description: 'host/path of the package' }),
  version: (z: Z) => z.string({ description: 'Version of the package' }),
  digest: (z: Z) => z.string({ description: 'Digest of the package' }),
  serving: (z: Z) =>
    passedOn(
      z,
      'What serves the model: an InferenceService, LLMInferenceService or Deployment, as the reference of environments has it. In place of modelFormat, runtime, protocolVersion and storage',
    ).optional(),
  modelFormat: (z: Z) =>
    z
      .string({
        description:
          'Model format of KServe, e.g. sklearn or onnx. Needed without serving',
      })
      .optional(),
  modelFormatVersion: (z: Z) =>
    z.string({ description: 'Version of the format' }).optional(),
  runtime: (z: Z) =>
    z
      .string({
        description: 'Serving runtime. Default: KServe chooses by format',
      })
      .optional(),
  protocolVersion: (z: Z) =>
    z.string({ description: 'v1, v2, grpc-v1 or grpc-v2' }).optional(),
  storage: (z: Z) =>
    z
      .enum(['oci', 'oci+native', 'oci+fetch', 'kit', 'oci-artifact'], {
        description:
          'How KServe comes to the files: as its settings say, as image volume, fetched, or unpacked by a storage container. Default: oci',
      })
      .optional(),
  environments: (z: Z) =>
    z
      .array(
        z.union([
          z.string({ description: 'Name of a configured environment' }),
          z.object({
            name: z.string({ description: 'Name of a configured environment' }),
            profile: z
              .union([
                z.string({ description: 'Name of a profile' }),
                passedOn(
                  z,
                  'What is different from the configured profile, field by field',
                ),
              ])
              .optional(),
            version: z
              .string({
                description: 'Version that runs there, with its digest',
              })
              .optional(),
            digest: z
              .string({ description: 'Digest of that version' })
              .optional(),
          }),
        ]),
        {
          description:
            'Environments that are declared, and what is different there. Default: all of the configuration, as it has them',
        },
      )
      .optional(),
  form: (z: Z) =>
    z
      .enum(['kustomize', 'helm'], {
        description:
          'How it is written. Default: as the configuration of the environments says',
      })
      .optional(),
  delivery: (z: Z) =>
    z
      .object(
        {
          repositoryUrl: z
            .string({
              description:
                'URL of the Git repository, for environments that are delivered from Git',
            })
            .optional(),
          branch: z
            .string({ description: 'Branch of it. Default: main' })
            .optional(),
          manifestsRepository: z
            .string({
              description:
                'host/path of the manifests artifact, for environments that are delivered from a registry. Default: beside the package',
            })
            .optional(),
        },
        {
          description:
            'Also writes the objects of Flux or Argo CD, to delivery/<environment>.yaml: for teams without a fleet repository',
        },
      )
      .optional(),
  title: (z: Z) => z.string({ description: 'Title for people' }).optional(),
  description: (z: Z) =>
    z.string({ description: 'What the model does' }).optional(),
  license: (z: Z) => z.string({ description: 'SPDX expression' }).optional(),
  system: (z: Z) =>
    z.string({ description: 'Entity reference of the system' }).optional(),
  modelPath: (z: Z) =>
    z
      .string({
        description:
          'Folder of the model in the workspace: its README.md becomes part of the model card',
      })
      .optional(),
  targetPath: (z: Z) =>
    z
      .string({
        description:
          'Folder in the workspace; it is replaced. Default: repository',
      })
      .optional(),
};
