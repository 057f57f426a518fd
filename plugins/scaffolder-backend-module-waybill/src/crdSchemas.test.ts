/**
 * Holds what the builders write against the schemas of the real CRDs.
 */
import {
  buildClusterStorageContainer,
  buildDeliveryObjects,
} from '@waybill/backstage-plugin-waybill-common';
import { crdValidator, hasCrds } from './__testUtils__/crdSchemas';

const validate = crdValidator({
  ClusterStorageContainer:
    'kserve/full/serving.kserve.io_clusterstoragecontainers.yaml',
  OCIRepository: 'fluxcd/source.toolkit.fluxcd.io_ocirepositories.yaml',
  Kustomization: 'fluxcd/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
});

const [source, kustomization] = buildDeliveryObjects({
  engine: 'flux',
  source: {
    type: 'oci',
    repository: '127.0.0.1:5100/models/iris-manifests',
    reference: { semver: '>=0.0.0-0' },
    isPlainHttp: true,
  },
  form: 'kustomize',
  name: 'iris',
  environment: { name: 'dev', namespace: 'models' },
  servingKind: 'InferenceService',
});

const manifests = [
  { ...source, kind: 'OCIRepository' as const },
  { ...kustomization, kind: 'Kustomization' as const },
  buildClusterStorageContainer({
    name: 'kitops',
    image: `ghcr.io/kitops-ml/kitops-kserve@sha256:${'ab'.repeat(32)}`,
    formats: ['modelkit', 'artifact'],
    isPlainHttp: true,
  }),
];

const describeWithCrds = hasCrds() ? describe : describe.skip;

describeWithCrds('the CRD schemas', () => {
  it.each(manifests.map(manifest => [manifest.kind, manifest] as const))(
    'accept our %s',
    (_, manifest) => {
      expect(validate(manifest)).toEqual([]);
    },
  );

  it('refuse a field that the kind does not have', () => {
    expect(
      validate({
        ...source,
        kind: 'OCIRepository',
        spec: { ...(source.spec as object), verifyy: true },
      } as never),
    ).toEqual([expect.objectContaining({ keyword: 'additionalProperties' })]);
  });
});
