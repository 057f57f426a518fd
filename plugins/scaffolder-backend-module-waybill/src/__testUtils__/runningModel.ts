import type { createDoubles } from './shipDoubles';

type Doubles = ReturnType<typeof createDoubles>;

export const IRIS = 'registry.example.com/models/iris';

const [HOST, ...PATH] = IRIS.split('/');
export const IRIS_REPOSITORY = { host: HOST, path: PATH.join('/') };

/** Puts a version into the registry in memory. @returns its digest */
export async function publishVersion(
  { registry, signing }: Pick<Doubles, 'registry' | 'signing'>,
  version: string,
  options: { readonly isSigned?: boolean } = {},
): Promise<string> {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const { digest } = await registry.pushManifest(
    IRIS_REPOSITORY,
    {
      mediaType,
      bytes: Buffer.from(
        JSON.stringify({ schemaVersion: 2, mediaType, layers: [], version }),
      ),
    },
    { tag: version },
  );
  if (options.isSigned ?? true) signing.signatures.add(`${IRIS}@${digest}`);
  return digest;
}

/** What an environment's overlay says of the model. */
export function overlayOf(uri: string, version = '1.0.0'): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations:
    waybill.dev/version: ${version}
spec:
  predictor:
    model:
      modelFormat: {name: sklearn}   # as trained
      storageUri: "${uri}"
`;
}

/** A Git repository in which two environments run a model, without a kustomization in sight. */
export function declareModel(
  { git }: Pick<Doubles, 'git'>,
  uri: string,
  files: Readonly<Record<string, string>> = {},
): Map<string, string> {
  const repository = new Map([
    ['README.md', '# Iris\n'],
    ['k8s/dev/iris.yaml', overlayOf(uri)],
    ['k8s/staging/iris.yaml', overlayOf(uri)],
    ...Object.entries(files),
  ]);
  git.repositories.set('ml/iris', repository);
  return repository;
}
