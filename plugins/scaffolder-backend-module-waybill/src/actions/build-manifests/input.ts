import type { z as Zod } from 'zod/v3';
import {
  CI_SYSTEMS,
  MODEL_VARIANTS,
} from '@waybill/backstage-plugin-waybill-node';
import { PACKAGE_FORMATS } from '../../packages/packageSpec';

type Z = typeof Zod;

/** zod takes a list that is known to have something in it. */
const asEnum = <T extends string>(values: readonly T[]) =>
  values as readonly [T, ...T[]];

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
            namespace: z
              .string({ description: 'Is that of the configuration' })
              .optional(),
            cluster: z
              .string({ description: 'Is that of the configuration' })
              .optional(),
            profile: z
              .union([
                z.string({ description: 'Name of a profile' }),
                passedOn(
                  z,
                  'What the model gets there, in place of the configured profile',
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
  automatedEnvironments: (z: Z) =>
    z
      .array(z.string(), {
        description:
          "Environments in which Flux' image automation writes down the newest version: their overlay takes it from a file of its own. They have to be delivered from Git",
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
  format: (z: Z) =>
    z
      .enum(PACKAGE_FORMATS, {
        description:
          'Format of the package, for what is written to make the next one. Default: what serving wants',
      })
      .optional(),
  variant: (z: Z) =>
    z
      .enum(asEnum(MODEL_VARIANTS), {
        description:
          'Also writes the code that makes and serves such a model, with Kitfile, Dockerfile and tests. Default: none',
      })
      .optional(),
  ci: (z: Z) =>
    z
      .array(z.enum(asEnum(CI_SYSTEMS)), {
        description:
          'Also writes pipelines that test, package, sign, attest and propose each version. Needs variant',
      })
      .optional(),
  pipelineTools: (z: Z) =>
    z
      .enum(['kit-and-cosign', 'waybill'], {
        description:
          'Programs of the pipelines. Default: kit-and-cosign where kit can make the format',
      })
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
