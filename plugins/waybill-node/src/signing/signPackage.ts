import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  MediaType,
  buildSimpleSigningPayload,
  legacySignatureTag,
  type Descriptor,
  type Manifest,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../registry';
import { gatherSignatureMaterial } from '../verification/gatherSignatureMaterial';
import type { Signer } from './Signer';
import { buildBundle } from './sigstoreBundle';

/** What to sign, where, with which key. @public */
export interface SignOptions {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  /** The manifest or index that is signed. */
  readonly descriptor: Descriptor;
  readonly signer: Signer;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** Which forms were added; a form that was there already by this key is not added again. @public */
export interface SignResult {
  readonly added: readonly ('bundle' | 'legacy')[];
}

const EMPTY_CONFIG = Buffer.from('{}');
/** What cosign writes in the place of a time that it does not know: Go's zero time. */
const NO_TIME = '0001-01-01T00:00:00Z';

/**
 * Signs a package in both forms with one key: a Sigstore bundle v0.3 as referrer, which cosign 3, Flux and Kyverno look
 * for first, and the legacy `.sig`, which all cosigns before know. Doing it again adds nothing.
 *
 * The bundle goes first: once one is found, cosign and Flux no longer look at `.sig`.
 *
 * @throws RegistryError
 * @public
 */
export async function signPackage(options: SignOptions): Promise<SignResult> {
  const present = await findPresentForms(options);
  const added: ('bundle' | 'legacy')[] = [];
  if (!present.has('bundle')) {
    await attachBundle(options);
    added.push('bundle');
  }
  if (!present.has('legacy')) {
    await appendLegacySignature(options);
    added.push('legacy');
  }
  return { added };
}

async function findPresentForms(
  options: SignOptions,
): Promise<Set<'bundle' | 'legacy'>> {
  const { client, repository, descriptor, signer, signal } = options;
  const { material } = await gatherSignatureMaterial({
    client,
    repository,
    digest: descriptor.digest,
    policies: [
      {
        name: 'this key',
        repositories: ['**'],
        keys: [{ name: signer.keyName, publicKeyPem: signer.publicKeyPem }],
        identities: [],
        transparencyLog: 'optional',
        timestamp: 'optional',
        attestations: [],
      },
    ],
    signal,
  });
  return new Set(
    material
      .filter(
        ({ kind, outcome }) => kind === 'signature' && outcome === 'valid',
      )
      .map(({ form }) => form),
  );
}

/** cosign v3.1.2 `pkg/oci/remote/write.go`, WriteReferrer. */
async function attachBundle({
  client,
  repository,
  descriptor,
  signer,
  now,
  signal,
}: SignOptions): Promise<void> {
  const bundle = await buildBundle(descriptor.digest, signer);
  const config = describe(MediaType.empty, EMPTY_CONFIG);
  const layer = describe(MediaType.sigstoreBundleV03, bundle);
  await pushBytes(client, repository, config, EMPTY_CONFIG, signal);
  await pushBytes(client, repository, layer, bundle, signal);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    artifactType: MediaType.sigstoreBundleV03,
    config,
    layers: [layer],
    subject: {
      mediaType: descriptor.mediaType,
      size: descriptor.size,
      digest: descriptor.digest,
    },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': COSIGN_SIGN_PREDICATE_TYPE,
      'org.opencontainers.image.created': now
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    },
  };
  await client.pushManifest(
    repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { signal },
  );
}

/** cosign v3.1.2 `pkg/oci/static` and `pkg/oci/mutate`: one layer for each signature, under one tag. */
async function appendLegacySignature(options: SignOptions): Promise<void> {
  const { client, repository, descriptor, signer, signal } = options;
  const tag = legacySignatureTag(descriptor.digest);
  const payload = Buffer.from(
    buildSimpleSigningPayload(
      `${repository.host}/${repository.path}`,
      descriptor.digest,
    ),
  );
  const layer: Descriptor = {
    ...describe(MediaType.cosignSimpleSigning, payload),
    annotations: {
      'dev.cosignproject.cosign/signature': (
        await signer.sign(payload)
      ).toString('base64'),
    },
  };
  const layers = [
    ...(await readLayers(client, repository, tag, signal)),
    layer,
  ];
  const config = Buffer.from(
    JSON.stringify({
      architecture: '',
      created: NO_TIME,
      history: layers.map(() => ({ created: NO_TIME })),
      os: '',
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      config: {},
    }),
  );
  const configDescriptor = describe(MediaType.imageConfig, config);
  await pushBytes(client, repository, layer, payload, signal);
  await pushBytes(client, repository, configDescriptor, config, signal);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.imageManifest,
    config: configDescriptor,
    layers,
  };
  await client.pushManifest(
    repository,
    {
      mediaType: manifest.mediaType,
      bytes: Buffer.from(JSON.stringify(manifest)),
    },
    { tag, signal },
  );
}

async function readLayers(
  client: RegistryClient,
  repository: RepositoryName,
  tag: string,
  signal?: AbortSignal,
): Promise<readonly Descriptor[]> {
  if (!(await client.resolve(repository, tag, { signal }))) return [];
  const { bytes } = await client.fetchManifest(repository, tag, { signal });
  const manifest: Partial<Manifest> = JSON.parse(bytes.toString('utf8'));
  return manifest.layers ?? [];
}

function describe(mediaType: string, bytes: Buffer): Descriptor {
  return {
    mediaType,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

function pushBytes(
  client: RegistryClient,
  repository: RepositoryName,
  descriptor: Descriptor,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  return client.pushBlob(repository, descriptor, () => Readable.from([bytes]), {
    signal,
  });
}
