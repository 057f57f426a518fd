import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { TestGitRemote } from '../git/TestGitRemote';
import type { KubernetesObject } from '../kubernetes';
import { fieldAt, isJsonObject } from '../kubernetes/fieldPath';
import { TestCluster, until } from '../kubernetes/TestCluster';
import {
  descriptor,
  OCI_MANIFEST,
  sha,
  TestRegistry,
} from '../registry/TestRegistry';
import type { PlayerTiming, RunningPlayers } from './RunningPlayers';
import { startPlayers } from './startPlayers';

const imageConfig = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Everything takes a moment at most, so that a test waits for what happens and not for the clock. */
const timing: PlayerTiming = {
  scheduleMs: 0,
  pullMs: 1,
  loadMs: 5,
  backOffMs: 40,
  terminateMs: 1,
  intervalScale: 0.02,
};

/** A tar of files, as small as it can be. */
export function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644', 100);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [header, content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Cluster, registry, Git remote and players, with the steps that every test of them takes. */
export class TestPlayers {
  readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  private constructor(
    readonly test: TestCluster,
    readonly registry: TestRegistry,
    readonly git: TestGitRemote,
    private players: RunningPlayers,
  ) {}

  static async start(): Promise<TestPlayers> {
    const [test, registry, git] = await Promise.all([
      TestCluster.start(),
      TestRegistry.start(),
      TestGitRemote.start(),
    ]);
    const players = await play(test, registry, git);
    const all = new TestPlayers(test, registry, git, players);
    const pem = all.keys.publicKey.export({ type: 'spki', format: 'pem' });
    all.client.create(namespace('flux-system'));
    all.client.create(namespace('models'));
    all.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cosign-pub', namespace: 'flux-system' },
      stringData: { 'cosign.pub': String(pem) },
    });
    return all;
  }

  get client() {
    return this.test.cluster.client;
  }

  get breaker(): Pick<RunningPlayers, 'breakIt' | 'mend'> {
    return this.players;
  }

  async restart(): Promise<void> {
    await this.players.stop();
    await this.test.restart();
    this.players = await play(this.test, this.registry, this.git);
  }

  async stop(): Promise<void> {
    await this.players.stop();
    await Promise.all([
      this.test.stop(),
      this.registry.stop(),
      this.git.stop(),
    ]);
  }

  object<T = KubernetesObject>(
    kind: string,
    name: string,
    where = 'models',
  ): T | undefined {
    return this.client.get({ kind, name, namespace: where }) as T | undefined;
  }

  /** A field of an object, undefined while there is none. */
  field(kind: string, name: string, path: string, where = 'models'): unknown {
    return fieldAt(this.object(kind, name, where), path);
  }

  condition(kind: string, name: string, type: string, where = 'flux-system') {
    const conditions = this.field(kind, name, 'status.conditions', where);
    return Array.isArray(conditions)
      ? conditions.filter(isJsonObject).find(each => each.type === type)
      : undefined;
  }

  /** Waits until a condition has a status; answers the condition. */
  async conditionIs(
    kind: string,
    name: string,
    status: string,
    where?: string,
    type = 'Ready',
  ) {
    return until(`${kind} ${name} is ${type}=${status}`, () => {
      const found = this.condition(kind, name, type, where);
      return found?.status === status ? found : undefined;
    });
  }

  pods(service: string): KubernetesObject[] {
    const labelSelector = `serving.kserve.io/inferenceservice=${service}`;
    return this.client.list('Pod', { namespace: 'models', labelSelector });
  }

  /** Pushes a model's image. @returns its digest */
  async pushModel(name: string, version: string): Promise<string> {
    const layer = Buffer.from(`layer of ${name} ${version}`);
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptor('{}', imageConfig),
      layers: [descriptor(layer, layerType)],
    };
    await this.registry.pushBlob(`models/${name}`, '{}');
    await this.registry.pushBlob(`models/${name}`, layer);
    return this.pushManifest(`models/${name}`, version, manifest);
  }

  async pushManifest(
    repository: string,
    reference: string,
    manifest: object,
    mediaType = OCI_MANIFEST,
  ): Promise<string> {
    const body = JSON.stringify(manifest);
    const target = `/v2/${repository}/manifests/${reference}`;
    const answer = await this.registry.send('PUT', target, {
      body,
      headers: { 'Content-Type': mediaType },
    });
    if (answer.status !== 201)
      throw new Error(
        `pushing a manifest answered ${answer.status} ${answer.text}`,
      );
    return sha(body);
  }

  /** Pushes files as an artifact for Flux. @returns its digest */
  async pushFiles(
    repository: string,
    tag: string,
    files: Readonly<Record<string, string>>,
  ): Promise<string> {
    const layer = gzipSync(tarOf(files));
    await this.registry.pushBlob(repository, '{}');
    await this.registry.pushBlob(repository, layer);
    return this.pushManifest(repository, tag, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptor('{}', imageConfig),
      layers: [descriptor(layer, layerType)],
      annotations: {
        'org.opencontainers.image.created': '2026-11-21T09:37:20Z',
      },
    });
  }

  /** Publishes a version of a model: its image, and manifests that pin it; signed unless said otherwise. */
  async publish(
    name: string,
    version: string,
    options: { isSigned?: boolean; format?: string; digest?: string } = {},
  ): Promise<{ image: string; manifests: string }> {
    const { isSigned = true, format = 'sklearn' } = options;
    const image = options.digest ?? (await this.pushModel(name, version));
    const storageUri = `oci://${this.registry.host}/models/${name}@${image}`;
    const repository = `models/${name}-manifests`;
    const manifests = await this.pushFiles(repository, version, {
      'base/kustomization.yaml': 'resources: [inference-service.yaml]\n',
      'base/inference-service.yaml': JSON.stringify(
        inferenceService(name, { modelFormat: { name: format } }),
      ),
      'environments/dev/kustomization.yaml':
        'resources: [../../base]\npatches: [{path: inference-service.yaml}]\n',
      'environments/dev/inference-service.yaml': JSON.stringify(
        inferenceService(name, { storageUri }),
      ),
    });
    if (isSigned) await this.signBundle(repository, manifests);
    return { image, manifests };
  }

  /** Writes a Sigstore bundle as a referrer. */
  async signBundle(
    repository: string,
    digest: string,
    key: KeyObject = this.keys.privateKey,
  ): Promise<void> {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: digest.slice('sha256:'.length) } }],
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
    };
    const payloadType = 'application/vnd.in-toto+json';
    const payload = Buffer.from(JSON.stringify(statement));
    const signed = Buffer.concat([
      Buffer.from(
        `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `,
      ),
      payload,
    ]);
    const sig = sign('sha256', signed, key).toString('base64');
    const bundle = JSON.stringify({
      mediaType: bundleType,
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType,
        signatures: [{ sig }],
      },
    });
    await this.registry.pushBlob(repository, bundle);
    await this.registry.pushBlob(repository, '{}');
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: bundleType,
      config: descriptor('{}', 'application/vnd.oci.empty.v1+json'),
      layers: [descriptor(bundle, bundleType)],
      subject: { mediaType: OCI_MANIFEST, digest, size: 1 },
    };
    await this.pushManifest(
      repository,
      sha(JSON.stringify(manifest)),
      manifest,
    );
  }

  /** Writes the legacy form of a signature. */
  async signLegacy(
    repository: string,
    digest: string,
    key: KeyObject = this.keys.privateKey,
  ): Promise<void> {
    const payload = JSON.stringify({
      critical: {
        identity: { 'docker-reference': '' },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    });
    const signature = sign('sha256', Buffer.from(payload), key).toString(
      'base64',
    );
    await this.registry.pushBlob(repository, payload);
    await this.registry.pushBlob(repository, '{}');
    const layer = descriptor(
      payload,
      'application/vnd.dev.cosign.simplesigning.v1+json',
    );
    await this.pushManifest(repository, `${digest.replace(':', '-')}.sig`, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptor('{}', imageConfig),
      layers: [
        {
          ...layer,
          annotations: { 'dev.cosignproject.cosign/signature': signature },
        },
      ],
    });
  }

  /** Tells the cluster's Flux of a model, as the fleet repository would. */
  enroll(
    name: string,
    change: { source?: object; kustomization?: object } = {},
  ): void {
    for (const object of fluxObjects(name, this.registry.host, change))
      this.client.create(object);
  }

  /** Asks for a reconciliation now. */
  request(kind: string, name: string, token: string): void {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': token };
    this.client.patch(
      { kind, name, namespace: 'flux-system' },
      { metadata: { annotations } },
      { type: 'merge' },
    );
  }
}

function play(
  test: TestCluster,
  registry: TestRegistry,
  git: TestGitRemote,
): Promise<RunningPlayers> {
  return startPlayers({
    cluster: test.cluster,
    registry,
    git,
    cacheDir: git.work('cache'),
    timing,
  });
}

function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** An InferenceService with the given model. */
export function inferenceService(
  name: string,
  model: object,
): KubernetesObject {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      annotations: { 'serving.kserve.io/deploymentMode': 'Standard' },
    },
    spec: { predictor: { model } },
  };
}

/** OCIRepository and Kustomization of a model, as the ship job declares them. */
export function fluxObjects(
  name: string,
  host: string,
  change: { source?: object; kustomization?: object },
): KubernetesObject[] {
  const metadata = { name, namespace: 'flux-system' };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata,
      spec: {
        interval: '10s',
        url: `oci://${host}/models/${name}-manifests`,
        insecure: true,
        ref: { semver: '>=0.0.0-0' },
        verify: { provider: 'cosign', secretRef: { name: 'cosign-pub' } },
        ...change.source,
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '1m',
        retryInterval: '5s',
        timeout: '20s',
        path: './environments/dev',
        prune: true,
        wait: true,
        targetNamespace: 'models',
        sourceRef: { kind: 'OCIRepository', name },
        healthCheckExprs: [
          {
            apiVersion: 'serving.kserve.io/v1beta1',
            kind: 'InferenceService',
            failed:
              "has(status.modelStatus) && status.modelStatus.transitionStatus in ['BlockedByFailedLoad', 'InvalidSpec']",
            current:
              "has(status.conditions) && status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')",
          },
        ],
        ...change.kustomization,
      },
    },
  ];
}
