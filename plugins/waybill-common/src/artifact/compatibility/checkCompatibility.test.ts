import fc from 'fast-check';
import { bestStorageMode, checkCompatibility } from './checkCompatibility';
import type { CompatibilityCode } from './CompatibilityCode';
import type { CompatibilityInput } from './CompatibilityInput';
import { COMPATIBILITY_QUESTIONS } from './rules';
import { STORAGE_MODES, type StorageMode } from './storageMode';
import { byVerdict, type CompatibilityVerdict } from './verdict';

type Case = readonly [
  code: CompatibilityCode,
  verdict: CompatibilityVerdict,
  fact: string,
  mode: StorageMode | undefined,
  input: Omit<CompatibilityInput, 'package'> & {
    readonly package?: Partial<CompatibilityInput['package']>;
  },
];

const GIB = 1024 ** 3;
const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';
const FLUX_TYPE = 'application/vnd.cncf.flux.content.v1.tar+gzip';

// prettier-ignore
const cases: readonly Case[] = [
  // format
  ['FORMAT_NOT_AN_IMAGE', 'does-not-work', 'a ModelKit has a config of its own type', 'modelcar', { package: { format: 'modelkit' } }],
  ['FORMAT_NOT_AN_IMAGE', 'does-not-work', 'so has a ModelPack', 'modelcar', { package: { format: 'modelpack' } }],
  ['FORMAT_NOT_AN_IMAGE', 'does-not-work', 'so has an artifact of ORAS', 'modelcar', { package: { format: 'artifact' } }],
  ['IMAGE_HAS_ENTRYPOINT', 'does-not-work', 'KServe sets args and no command', 'modelcar', { package: { hasShell: true, hasEntrypoint: true } }],
  ['IMAGE_WITHOUT_SHELL', 'does-not-work', 'KServe runs sh -c "ln -sf …"', 'modelcar', { package: { hasShell: false } }],
  ['IMAGE_WITH_SHELL', 'works', 'sh, ln, ls and sleep are there', 'modelcar', { package: { hasShell: true } }],
  ['SHELL_UNKNOWN', 'unknown', 'nobody looked into the base image', 'modelcar', {}],
  ['FILES_READABLE', 'works', 'mode 0644', 'modelcar', { package: { isWorldReadable: true } }],
  ['FILES_READABLE', 'works', 'uidModelcar 0 reads everything', 'modelcar', { package: { isWorldReadable: false }, kserve: { uidModelcar: 0 } }],
  ['FILES_NOT_READABLE', 'does-not-work', 'uidModelcar 1010 is shipped', 'modelcar', { package: { isWorldReadable: false } }],
  ['PLATFORM_MATCHES', 'works', 'all nodes are linux/amd64', 'modelcar', { package: { platform: 'linux/amd64' }, cluster: { platforms: ['linux/amd64'] } }],
  ['PLATFORM_ON_SOME_NODES', 'works-with', 'a node is of another architecture', 'modelcar', { package: { platform: 'linux/amd64' }, cluster: { platforms: ['linux/arm64', 'linux/amd64'] } }],
  ['PLATFORM_ON_NO_NODE', 'does-not-work', 'all nodes are arm64', 'modelcar', { package: { platform: 'linux/amd64' }, cluster: { platforms: ['linux/arm64'] } }],
  ['KIT_READS_MODELKIT', 'works', 'kit unpack', 'kit', { package: { format: 'modelkit' } }],
  ['KIT_READS_MODELPACK', 'works', 'kit 1.15 writes and reads them', 'kit', { package: { format: 'modelpack', hasFilePaths: true } }],
  ['KIT_REFUSES_MODELPACK', 'does-not-work', 'kit refuses what modctl 0.2.2 wrote', 'kit', { package: { format: 'modelpack', hasFilePaths: false } }],
  ['FILE_PATHS_UNKNOWN', 'unknown', 'not inspected', 'kit', { package: { format: 'modelpack' } }],
  ['KIT_READS_NO_OTHER', 'does-not-work', 'an image is no ModelKit', 'kit', {}],
  ['STORAGE_CONTAINER_READS_IT', 'works-with', 'the container downloads', 'storage-container', { package: { format: 'artifact' } }],
  ['NOT_FROM_A_REGISTRY', 'does-not-work', 'pvc:// is not the signed package', 'volume', {}],
  ['NOT_FROM_A_REGISTRY', 'does-not-work', 's3:// is not the signed package', 'bucket', {}],
  // kserve
  ['MODELCAR_TOO_OLD', 'does-not-work', 'modelcars came with 0.12', 'modelcar', { kserve: { version: 'v0.11.2' } }],
  ['OCI_MEANS_IMAGE_VOLUME', 'does-not-work', 'ociModelMode native', 'modelcar', { kserve: { version: 'v0.20.0', enableModelcar: true, ociModelMode: 'native' } }],
  ['MODELCAR_OFF', 'does-not-work', 'enableModelcar false', 'modelcar', { kserve: { version: 'v0.20.0', enableModelcar: false } }],
  ['MODELCAR_ON', 'works', 'enableModelcar true', 'modelcar', { kserve: { enableModelcar: true } }],
  ['MODELCAR_ON', 'works', 'enableOciModelSupport is the newer switch', 'modelcar', { kserve: { enableModelcar: false, enableOciModelSupport: true } }],
  ['MODELCAR_ON', 'works', 'the explicit mode wins over the switches', 'modelcar', { kserve: { enableModelcar: false, ociModelMode: 'modelcar' } }],
  ['KSERVE_VERSION_UNKNOWN', 'unknown', 'nothing is known of KServe', 'modelcar', {}],
  ['MODELCAR_NEEDS_SETTING', 'works-with', '0.15 ships enableModelcar false', 'modelcar', { kserve: { version: '0.15.2' } }],
  ['MODELCAR_BY_DEFAULT', 'works', '0.20 ships enableModelcar true', 'modelcar', { kserve: { version: 'v0.20.0' } }],
  ['NATIVE_TOO_OLD', 'does-not-work', 'oci+native:// came with 0.20', 'image-volume', { kserve: { version: 'v0.19.0' } }],
  ['NATIVE_OFF', 'does-not-work', 'without any switch the injector is not registered', 'image-volume', { kserve: { version: 'v0.20.0', enableModelcar: false } }],
  ['NATIVE_VERSION_UNKNOWN', 'unknown', 'nothing is known of KServe', 'image-volume', {}],
  ['NATIVE_TAKEN', 'works', '0.20', 'image-volume', { kserve: { version: 'v0.20.0' } }],
  ['FETCH_NOT_IMPLEMENTED', 'does-not-work', 'parsed, with nothing behind it', 'fetch', { kserve: { version: 'v0.20.0' } }],
  ['FETCH_VERSION_UNPROVEN', 'unknown', 'a later version may have it', 'fetch', { kserve: { version: 'v0.21.0' } }],
  ['KIT_CONTAINER_PRESENT', 'works', 'a ClusterStorageContainer has the prefix', 'kit', { kserve: { storagePrefixes: ['gs://', 'kit://'] } }],
  ['KIT_CONTAINER_NOT_KNOWN', 'works-with', 'KServe has no kit:// of its own', 'kit', {}],
  ['KIT_CONTAINER_ABSENT', 'does-not-work', 'the default container takes no kit://', 'kit', { kserve: { storagePrefixes: ['gs://'] } }],
  ['STORAGE_CONTAINER_PRESENT', 'works', 'oci-artifact:// is taken', 'storage-container', { kserve: { storagePrefixes: ['oci-artifact://'] } }],
  ['STORAGE_CONTAINER_NOT_KNOWN', 'works-with', 'not looked at', 'storage-container', {}],
  ['STORAGE_CONTAINER_ABSENT', 'does-not-work', 'only what KServe ships', 'storage-container', { kserve: { storagePrefixes: ['gs://', 's3://'] } }],
  ['DEPLOYMENT_MODE_INJECTS', 'works', 'Standard', 'modelcar', { kserve: { deploymentMode: 'Standard' } }],
  ['DEPLOYMENT_MODE_INJECTS', 'works', 'Serverless is the older name of Knative', 'image-volume', { kserve: { deploymentMode: 'Serverless' } }],
  ['DEPLOYMENT_MODE_UNPROVEN', 'unknown', 'ModelMesh', 'modelcar', { kserve: { deploymentMode: 'ModelMesh' } }],
  ['LORA_ADAPTER_NOT_FROM_OCI', 'does-not-work', 'adapters take no oci://', 'modelcar', { kserve: { consumer: 'lora-adapter' } }],
  // kubernetes
  ['KUBERNETES_VERSION_UNKNOWN', 'unknown', 'no version', 'image-volume', {}],
  ['KUBERNETES_VERSION_UNKNOWN', 'unknown', 'a version that is none', 'image-volume', { cluster: { kubernetesVersion: 'stable' } }],
  ['IMAGE_VOLUME_ABSENT', 'does-not-work', '1.30 has none', 'image-volume', { cluster: { kubernetesVersion: 'v1.30.9' } }],
  ['IMAGE_VOLUME_WITHOUT_SUB_PATH', 'does-not-work', 'alpha in 1.31', 'image-volume', { cluster: { kubernetesVersion: 'v1.31.0', isImageVolumeEnabled: true } }],
  ['IMAGE_VOLUME_WITHOUT_SUB_PATH', 'does-not-work', 'alpha in 1.32', 'image-volume', { cluster: { kubernetesVersion: '1.32+' } }],
  ['IMAGE_VOLUME_OFF', 'does-not-work', 'somebody turned the gate off', 'image-volume', { cluster: { kubernetesVersion: '1.35', isImageVolumeEnabled: false } }],
  ['IMAGE_VOLUME_ON', 'works', 'beta in 1.33, gate on', 'image-volume', { cluster: { kubernetesVersion: 'v1.33.1', isImageVolumeEnabled: true } }],
  ['IMAGE_VOLUME_NEEDS_GATE', 'works-with', 'beta in 1.34, off by default', 'image-volume', { cluster: { kubernetesVersion: 'v1.34.0' } }],
  ['IMAGE_VOLUME_BY_DEFAULT', 'works', 'on by default from 1.35', 'image-volume', { cluster: { kubernetesVersion: 'v1.35.0' } }],
  ['IMAGE_VOLUME_BY_DEFAULT', 'works', 'stable in 1.36: there is no gate to turn off', 'image-volume', { cluster: { kubernetesVersion: 'v1.36.3', isImageVolumeEnabled: false } }],
  // runtime
  ['RUNTIME_UNKNOWN', 'unknown', 'not said', 'image-volume', {}],
  ['RUNTIME_UNKNOWN', 'unknown', 'a runtime that nobody looked at', 'image-volume', { cluster: { containerRuntime: 'docker://27.0.1' } }],
  ['RUNTIME_TOO_OLD', 'does-not-work', 'containerd 1.7', 'image-volume', { cluster: { containerRuntime: 'containerd://1.7.24' } }],
  ['RUNTIME_TOO_OLD', 'does-not-work', 'CRI-O 1.30', 'image-volume', { cluster: { containerRuntime: 'cri-o://1.30.0' } }],
  ['RUNTIME_UNPROVEN', 'unknown', 'containerd 2.0', 'image-volume', { cluster: { containerRuntime: 'containerd://2.0.5' } }],
  ['RUNTIME_UNPROVEN', 'unknown', 'CRI-O 1.31', 'image-volume', { cluster: { containerRuntime: 'cri-o://1.31.2' } }],
  ['RUNTIME_MOUNTS_IMAGES', 'works', 'containerd 2.1', 'image-volume', { cluster: { containerRuntime: 'containerd://2.1.4' } }],
  ['RUNTIME_MOUNTS_IMAGES', 'works', 'CRI-O 1.33', 'image-volume', { cluster: { containerRuntime: 'cri-o://1.33.0' } }],
  ['IMAGE_MOUNTABLE', 'works', 'a volume needs no shell', 'image-volume', { package: { hasShell: false } }],
  ['ARTIFACT_NOT_MOUNTED', 'does-not-work', 'containerd wants diff IDs', 'image-volume', { package: { format: 'modelkit' }, cluster: { containerRuntime: 'containerd://2.1.4' } }],
  ['ARTIFACT_MOUNT_UNPROVEN', 'unknown', 'CRI-O mounts some artifacts', 'image-volume', { package: { format: 'modelpack' }, cluster: { containerRuntime: 'cri-o://1.33.0' } }],
  // registry
  ['PLAIN_HTTP_NODES', 'works-with', 'a runtime wants TLS', 'modelcar', { registry: { isPlainHttp: true } }],
  ['TLS_NODES', 'works', 'TLS', 'image-volume', { registry: { isPlainHttp: false } }],
  ['PLAIN_HTTP_KIT', 'works-with', 'kit has a flag for it', 'kit', { registry: { isPlainHttp: true } }],
  ['REFERRERS_WRONG', 'works-with', 'GitLab answers the tag with the subject', undefined, { registry: { host: 'registry.gitlab.com' } }],
  ['REFERRERS_BY_API', 'works', 'zot', undefined, { registry: { hasReferrersApi: true } }],
  ['REFERRERS_BY_TAG', 'works-with', 'distribution 3.1.1 has no API', undefined, { registry: { hasReferrersApi: false } }],
  ['REFERRERS_BY_TAG', 'works-with', 'GHCR has no API', undefined, { registry: { host: 'ghcr.io' } }],
  ['REFERRERS_UNKNOWN', 'unknown', 'not asked', undefined, { registry: { host: 'registry.example.com' } }],
  ['UPLOADS_IN_ONE_REQUEST', 'works', 'GHCR answers a chunk with 416', undefined, { registry: { host: 'ghcr.io' } }],
  ['UPLOADS_IN_ONE_REQUEST', 'works', 'so does a registry of which it is said', undefined, { registry: { isMonolithicOnly: true } }],
  ['UPLOADS_IN_ONE_REQUEST', 'works', 'Artifact Registry', undefined, { registry: { host: 'europe-west1-docker.pkg.dev' } }],
  ['LAYER_TOO_LARGE', 'does-not-work', 'ECR ends at 52,000 MiB', undefined, { package: { largestLayerBytes: 60 * GIB }, registry: { host: '1.dkr.ecr.eu-west-1.amazonaws.com' } }],
  ['REPOSITORY_MUST_EXIST', 'works-with', 'ECR makes none', undefined, { registry: { host: '1.dkr.ecr.eu-west-1.amazonaws.com' } }],
  // delivery
  ['ARGO_NO_INDEX', 'does-not-work', 'an index is not decoded', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: [GZIP], isIndex: true } } }],
  ['ARGO_TOO_MANY_LAYERS', 'does-not-work', 'ten at most', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: Array.from({ length: 11 }, () => 'text/plain') } } }],
  ['ARGO_ONE_TAR_LAYER', 'does-not-work', 'two content layers', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: [GZIP, GZIP] } } }],
  ['ARGO_ONE_TAR_LAYER', 'does-not-work', 'no content layer', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: ['text/plain'] } } }],
  ['ARGO_LAYER_TYPE', 'works-with', 'what flux push artifact writes', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: [FLUX_TYPE] } } }],
  ['ARGO_TOO_LARGE', 'works-with', '1 GB extracted', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: [GZIP], extractedBytes: 2 * GIB } } }],
  ['ARGO_TAKES_IT', 'works', 'one gzipped tar, and a README beside it', undefined, { delivery: { engine: 'argo-cd', artifact: { layerMediaTypes: [GZIP, 'text/markdown'] } } }],
  ['FLUX_WANTS_GZIP', 'does-not-work', 'a plain tar', undefined, { delivery: { engine: 'flux', artifact: { layerMediaTypes: ['application/vnd.oci.image.layer.v1.tar'] } } }],
  ['FLUX_TAKES_IT', 'works', 'the first layer, any type', undefined, { delivery: { engine: 'flux', artifact: { layerMediaTypes: [FLUX_TYPE] } } }],
  ['ARGO_VERIFIES_NOTHING', 'does-not-work', 'sourceIntegrity is for Git', undefined, { delivery: { engine: 'argo-cd', verifiesSignatures: true } }],
  ['BUNDLE_HIDES_SIGNATURE', 'does-not-work', 'a foreign bundle hides a good .sig', undefined, { delivery: { engine: 'flux', verifiesSignatures: true, signatures: [{ form: 'bundle', isTrusted: false }, { form: 'legacy', isTrusted: true }] } }],
  ['FLUX_VERIFIES', 'works', 'one good bundle is enough', undefined, { delivery: { engine: 'flux', verifiesSignatures: true, signatures: [{ form: 'bundle', isTrusted: false }, { form: 'bundle', isTrusted: true }] } }],
  ['FLUX_VERIFIES', 'works', '.sig alone', undefined, { delivery: { engine: 'flux', verifiesSignatures: true, signatures: [{ form: 'legacy', isTrusted: true }] } }],
  ['FLUX_FINDS_NO_SIGNATURE', 'does-not-work', 'unsigned', undefined, { delivery: { engine: 'flux', verifiesSignatures: true, signatures: [] } }],
  ['SIGNATURES_UNKNOWN', 'unknown', 'not looked at', undefined, { delivery: { engine: 'flux', verifiesSignatures: true } }],
  ['UPDATER_BLIND', 'does-not-work', 'Image Updater knows no storageUri', undefined, { delivery: { engine: 'argo-cd', updatesVersions: true } }],
  ['SETTER_DROPS_SCHEME', 'works-with', 'a setter writes name:tag', undefined, { delivery: { engine: 'flux', updatesVersions: true } }],
  // what nobody knows
  ['INPUT_NOT_KNOWN', 'unknown', 'a format of tomorrow', 'modelcar', { package: { format: 'modelbox' as never } }],
  ['INPUT_NOT_KNOWN', 'unknown', 'an engine of tomorrow', undefined, { delivery: { engine: 'sail' as never, verifiesSignatures: true } }],
];

function check([, , , mode, input]: Case) {
  return checkCompatibility({
    ...input,
    package: { format: 'modelcar', ...input.package },
    storageModes: mode ? [mode] : [],
  });
}

describe('checkCompatibility', () => {
  it.each(cases)('%s (%s): %s', (...it) => {
    const [code, verdict, , mode] = it;
    const finding = check(it).findings.find(found => found.code === code);
    expect(finding).toMatchObject({ verdict });
    expect(finding?.storageMode).toBe(mode);
    expect(finding?.why).not.toBe('');
    expect(Boolean(finding?.advice)).toBe(verdict !== 'works');
  });

  it('has a case for each rule', () => {
    const rules = COMPATIBILITY_QUESTIONS.flatMap(question =>
      question.rules.map(({ code }) => code),
    );
    expect(new Set(cases.map(([code]) => code))).toEqual(
      new Set([...rules, 'INPUT_NOT_KNOWN']),
    );
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('names what it looked at', () => {
    const report = checkCompatibility({
      package: { format: 'modelcar' },
      cluster: {
        kubernetesVersion: 'v1.30.1',
        containerRuntime: 'containerd://2.1.4',
      },
      storageModes: ['image-volume'],
    });
    expect(report.findings.map(({ subject }) => subject)).toEqual([
      'KServe',
      'Kubernetes v1.30.1',
      'containerd 2.1.4',
      'modelcar as a volume',
    ]);
  });

  it('puts the worst first and judges by it', () => {
    const { findings, storage, verdict } = checkCompatibility({
      package: { format: 'modelcar', hasShell: false },
      kserve: { version: 'v0.20.0' },
      storageModes: ['modelcar'],
    });
    expect(findings.map(found => found.verdict)).toEqual([
      'does-not-work',
      'works',
    ]);
    expect(storage).toEqual([
      { mode: 'modelcar', verdict: 'does-not-work', isPossible: false },
    ]);
    expect(verdict).toBe('does-not-work');
  });

  it('ranks what it cannot tell worst, and still says what is impossible', () => {
    const { storage, verdict } = checkCompatibility({
      package: { format: 'modelcar', hasShell: false },
      storageModes: ['modelcar'],
    });
    expect(verdict).toBe('unknown');
    expect(storage).toEqual([
      { mode: 'modelcar', verdict: 'unknown', isPossible: false },
    ]);
  });

  it('judges several modes by the best of them', () => {
    const { verdict } = checkCompatibility({
      package: { format: 'modelcar', hasShell: true },
      kserve: { version: 'v0.20.0' },
      cluster: {
        kubernetesVersion: '1.30',
        containerRuntime: 'containerd://1.7',
      },
    });
    expect(verdict).toBe('works');
  });

  it('says of a mode that it does not know that it does not know it', () => {
    const { storage } = checkCompatibility({
      package: { format: 'modelcar' },
      storageModes: ['teleport' as never],
    });
    expect(storage).toEqual([
      { mode: 'teleport', verdict: 'unknown', isPossible: true },
    ]);
  });

  it('shows no control characters and no long texts of its input', () => {
    const [finding] = checkCompatibility({
      package: { format: `\u001b[31m${'x'.repeat(500)}` as never },
      storageModes: ['modelcar'],
    }).findings;
    expect(finding.subject).not.toContain('\u001b');
    expect(finding.subject.length).toBeLessThanOrEqual(60);
  });

  it('answers whatever it is given', () => {
    const anything = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(
        fc.record(
          {
            package: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
            cluster: anything,
            kserve: fc.record({ storagePrefixes: anything, version: anything }),
            registry: anything,
            delivery: fc.record({
              engine: fc.constantFrom('argo-cd', 'flux', 7),
              artifact: anything,
              verifiesSignatures: fc.boolean(),
              signatures: anything,
            }),
          },
          { requiredKeys: [] },
        ),
        input => {
          const { findings, storage } = checkCompatibility(input as never);
          expect(storage).toHaveLength(STORAGE_MODES.length);
          const order = findings.map(({ verdict }) => verdict);
          expect([...order].sort((a, b) => byVerdict(b, a))).toEqual(order);
        },
      ),
    );
  });
});

describe('bestStorageMode', () => {
  const of = (input: CompatibilityInput) =>
    bestStorageMode(checkCompatibility(input));

  it.each<[string, CompatibilityInput, StorageMode | undefined]>([
    [
      'a modelcar with a shell',
      {
        package: { format: 'modelcar', hasShell: true },
        kserve: { version: '0.20.0' },
      },
      'modelcar',
    ],
    [
      'a modelcar without one on a new cluster',
      {
        package: { format: 'modelcar', hasShell: false },
        kserve: { version: '0.20.0' },
        cluster: {
          kubernetesVersion: '1.36',
          containerRuntime: 'containerd://2.1.0',
        },
      },
      'image-volume',
    ],
    ['a ModelKit', { package: { format: 'modelkit' } }, 'kit'],
    ['an artifact', { package: { format: 'artifact' } }, 'storage-container'],
    [
      'a ModelKit where there is no storage container',
      { package: { format: 'modelkit' }, kserve: { storagePrefixes: [] } },
      undefined,
    ],
  ])('proposes for %s', (_, input, mode) => {
    expect(of(input)).toBe(mode);
  });
});
