import type { KubernetesObject } from '../kubernetes';

/** Owner and name of the fleet's Git repository. */
export const FLEET = { owner: 'waybill', name: 'fleet' } as const;
/** Namespace of the models in each cluster. */
export const MODELS_NAMESPACE = 'models';

/** What a cluster is given before anything is shipped, as an administrator would with `flux bootstrap`. */
export function bootstrapObjects(options: {
  cluster: string;
  gitUrl: string;
  publicKeyPem: string;
}): KubernetesObject[] {
  const { cluster, gitUrl, publicKeyPem } = options;
  const inFlux = (name: string) => ({ name, namespace: 'flux-system' });
  return [
    ...['flux-system', MODELS_NAMESPACE, 'kserve'].map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: inFlux('cosign-pub'),
      type: 'Opaque',
      data: { 'cosign.pub': Buffer.from(publicKeyPem).toString('base64') },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: inFlux(FLEET.name),
      spec: {
        interval: '15s',
        url: `${gitUrl}/${FLEET.owner}/${FLEET.name}`,
        ref: { branch: 'main' },
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: inFlux(FLEET.name),
      spec: {
        interval: '1m',
        path: `./clusters/${cluster}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name: FLEET.name },
        timeout: '1m',
      },
    },
  ];
}
