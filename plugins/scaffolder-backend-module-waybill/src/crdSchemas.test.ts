/**
 * Holds what the builders write against the schemas of the real CRDs.
 */
import {
  buildClusterStorageContainer,
  buildFluxKustomization,
  buildFluxOciRepository,
  buildInferenceService,
  buildInferenceServicePin,
  type FluxDeliveryInput,
} from '@waybill/backstage-plugin-waybill-common';
import { crdValidator, hasCrds } from './__testUtils__/crdSchemas';

const validate = crdValidator({
  ClusterStorageContainer:
    'kserve/full/serving.kserve.io_clusterstoragecontainers.yaml',
  InferenceService: 'kserve/full/serving.kserve.io_inferenceservices.yaml',
  OCIRepository: 'fluxcd/source.toolkit.fluxcd.io_ocirepositories.yaml',
  Kustomization: 'fluxcd/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
});

const delivery: FluxDeliveryInput = {
  name: 'iris',
  manifestsRepository: '127.0.0.1:5100/models/iris-manifests',
  environment: { name: 'dev', namespace: 'models' },
  isPlainHttp: true,
};

const manifests = [
  buildInferenceService({
    name: 'iris',
    modelFormat: { name: 'sklearn', version: '1' },
    runtime: 'kserve-sklearnserver',
    protocolVersion: 'v2',
  }),
  buildInferenceServicePin({
    name: 'iris',
    repository: '127.0.0.1:5100/models/iris',
    version: '1.0.0',
    digest: `sha256:${'ab'.repeat(32)}`,
  }),
  buildFluxOciRepository(delivery),
  buildFluxKustomization(delivery),
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
    const [, , source] = manifests;
    expect(
      validate({
        ...source,
        kind: 'OCIRepository',
        spec: { ...source.spec, verifyy: true },
      } as never),
    ).toEqual([expect.objectContaining({ keyword: 'additionalProperties' })]);
  });
});
