/**
 * Holds what the builders write against the schemas of the real CRDs, where a folder with them is at hand
 * (`WAYBILL_CRDS`, by default `../shared/crds` beside the repository).
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import {
  buildClusterStorageContainer,
  buildFluxKustomization,
  buildFluxOciRepository,
  buildInferenceService,
  buildInferenceServicePin,
  type FluxDeliveryInput,
} from '@waybill/backstage-plugin-waybill-common';

const folder = resolve(
  process.env.WAYBILL_CRDS ?? resolve(__dirname, '../../../../shared/crds'),
);

const CRDS = {
  ClusterStorageContainer:
    'kserve/full/serving.kserve.io_clusterstoragecontainers.yaml',
  InferenceService: 'kserve/full/serving.kserve.io_inferenceservices.yaml',
  OCIRepository: 'fluxcd/source.toolkit.fluxcd.io_ocirepositories.yaml',
  Kustomization: 'fluxcd/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
};

/** JSON Schema ignores what a structural schema prunes: an unknown field must fail here, not vanish in a cluster. */
function closeObjects(schema: any): any {
  if (Array.isArray(schema)) return schema.map(closeObjects);
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closeObjects(value)]),
  );
  const isClosed =
    schema.properties &&
    !schema.additionalProperties &&
    !schema['x-kubernetes-preserve-unknown-fields'];
  return isClosed ? { ...closed, additionalProperties: false } : closed;
}

const checks = new Map<string, ValidateFunction>();

function validate(manifest: { apiVersion: string; kind: keyof typeof CRDS }) {
  const check = checks.get(manifest.kind) ?? compileCheck(manifest);
  checks.set(manifest.kind, check);
  check(manifest);
  return check.errors ?? [];
}

function compileCheck(manifest: {
  apiVersion: string;
  kind: keyof typeof CRDS;
}): ValidateFunction {
  const crd = parse(readFileSync(resolve(folder, CRDS[manifest.kind]), 'utf8'));
  const version = crd.spec.versions.find(
    (candidate: { name: string }) =>
      candidate.name === manifest.apiVersion.split('/')[1],
  );
  const { properties, ...schema } = version.schema.openAPIV3Schema;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return ajv.compile(
    closeObjects({
      ...schema,
      properties: {
        ...properties,
        metadata: { type: 'object', additionalProperties: true },
      },
    }),
  );
}

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

const describeWithCrds = existsSync(folder) ? describe : describe.skip;
if (!existsSync(folder)) {
  process.stdout.write(
    `Not held against the CRDs: there is no folder ${folder}; set WAYBILL_CRDS to one.\n`,
  );
}

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
