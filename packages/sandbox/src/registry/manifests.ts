import { BodyTooLargeError, readBody } from '../http';
import { matchesEtag } from './blobs';
import { writeEmpty, type RegistryRequest } from './context';
import { RegistryError, type RegistryErrorEntry } from './errors';
import {
  digestOf,
  isTag,
  parseName,
  parseReference,
  type Digest,
  type Reference,
} from './names';
import {
  descriptorDigest,
  isAccepted,
  parseManifest,
  type ManifestReferences,
} from './parseManifest';

// What distribution-spec v1.1.1 asks registries to accept at least, and the distribution registry accepts at most.
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_TAG_PARAMETERS = 100;

/** end-3: GET and HEAD `/v2/<name>/manifests/<reference>`. */
export async function getManifest(context: RegistryRequest): Promise<void> {
  const { request, response, manifests } = context;
  const name = parseName(context.parameters[0]);
  const digest = await resolve(
    context,
    name,
    referenceToRead(context.parameters[1]),
  );
  const stored = digest && (await manifests.get(name, digest));
  if (!stored) throw unknownManifest(context.parameters[1]);
  const etag = `"${stored.digest.text}"`;
  const sent = request.headers['if-none-match'];
  if (matchesEtag(sent, etag) || matchesEtag(sent, stored.digest.text)) {
    writeEmpty(response, 304, {
      ETag: etag,
      'Docker-Content-Digest': stored.digest.text,
    });
    return;
  }
  if (!isAccepted(stored.mediaType, request.headers.accept)) {
    throw new RegistryError({
      code: 'MANIFEST_UNKNOWN',
      message: `the manifest is an ${stored.mediaType}, which the Accept header does not name`,
    });
  }
  response.writeHead(200, {
    'Content-Type': stored.mediaType,
    'Content-Length': stored.bytes.length,
    'Docker-Content-Digest': stored.digest.text,
    ETag: etag,
  });
  response.end(request.method === 'HEAD' ? undefined : stored.bytes);
}

/** end-7: PUT `/v2/<name>/manifests/<reference>[?tag=…]`. */
export async function putManifest(context: RegistryRequest): Promise<void> {
  const { request, response, manifests, query } = context;
  const name = parseName(context.parameters[0]);
  const reference = parseReference(context.parameters[1]);
  const tags =
    reference.kind === 'tag' ? [reference.tag] : tagParameters(query);
  const bytes = await readManifestBody(context);
  const parsed = parseManifest(request.headers['content-type'], bytes);
  const digest = digestOf(
    bytes,
    reference.kind === 'digest' ? reference.digest.algorithm : 'sha256',
  );
  if (reference.kind === 'digest' && reference.digest.text !== digest.text) {
    throw new RegistryError({
      code: 'DIGEST_INVALID',
      message: 'provided digest did not match uploaded content',
      detail: { digest: reference.digest.text, actual: digest.text },
    });
  }
  const missing = await findMissing(context, name, parsed);
  if (missing.length > 0) throw new RegistryError(missing);
  await manifests.put(name, { parsed, bytes, digest }, tags);
  writeEmpty(response, 201, {
    Location: `/v2/${name}/manifests/${digest.text}`,
    'Docker-Content-Digest': digest.text,
    ...(parsed.subject && { 'OCI-Subject': parsed.subject.text }),
    ...(reference.kind === 'digest' &&
      tags.length > 0 && { 'OCI-Tag': tags.join(', ') }),
  });
}

/** end-9: DELETE `/v2/<name>/manifests/<reference>`: a tag loses its name only, a digest the manifest with its tags. */
export async function deleteManifest(context: RegistryRequest): Promise<void> {
  const { response, manifests } = context;
  const name = parseName(context.parameters[0]);
  const reference = referenceToRead(context.parameters[1]);
  const isRemoved =
    reference.kind === 'tag'
      ? await manifests.removeTag(name, reference.tag)
      : await manifests.remove(name, reference.digest);
  if (!isRemoved) throw unknownManifest(context.parameters[1]);
  writeEmpty(response, 202);
}

async function resolve(
  { manifests }: RegistryRequest,
  name: string,
  reference: Reference,
): Promise<Digest | undefined> {
  return reference.kind === 'digest'
    ? reference.digest
    : manifests.resolveTag(name, reference.tag);
}

/** Nothing can be there under a reference that is neither tag nor digest. */
function referenceToRead(text: string): Reference {
  if (!isTag(text) && !text.includes(':')) throw unknownManifest(text);
  return parseReference(text);
}

function unknownManifest(reference: string): RegistryError {
  return new RegistryError({
    code: 'MANIFEST_UNKNOWN',
    message: 'manifest unknown',
    detail: { reference: reference.slice(0, 256) },
  });
}

/** `?tag=` of the spec's draft of 1.2: the only way to give a tag to a manifest whose digest is no sha256. */
function tagParameters(query: URLSearchParams): string[] {
  const tags = query.getAll('tag');
  const wrong = tags.find(tag => !isTag(tag));
  if (wrong !== undefined || tags.length > MAX_TAG_PARAMETERS) {
    throw new RegistryError(
      {
        code: 'TAG_INVALID',
        message: 'a tag parameter is no tag, or there are too many',
      },
      { status: 400 },
    );
  }
  return tags;
}

async function readManifestBody({ request }: RegistryRequest): Promise<Buffer> {
  try {
    return await readBody(request, MAX_MANIFEST_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new RegistryError(
      {
        code: 'MANIFEST_INVALID',
        message: `the manifest is larger than ${MAX_MANIFEST_BYTES} bytes`,
      },
      { status: 413, headers: { Connection: 'close' } },
    );
  }
}

/** Config, layers and children must be there; the subject need not (distribution-spec v1.1.1, "Pushing Manifests"). */
async function findMissing(
  { storage, manifests }: RegistryRequest,
  name: string,
  references: ManifestReferences,
): Promise<RegistryErrorEntry[]> {
  const missing: RegistryErrorEntry[] = [];
  const check = async (
    descriptor: unknown,
    isThere: (digest: Digest) => Promise<boolean>,
  ) => {
    const digest = descriptorDigest(descriptor);
    if (digest && (await isThere(digest))) return;
    if (!digest)
      missing.push({
        code: 'DIGEST_INVALID',
        message: 'a descriptor has no valid digest',
      });
    missing.push({
      code: 'MANIFEST_BLOB_UNKNOWN',
      message: 'blob unknown to registry',
      ...(digest && { detail: { digest: digest.text } }),
    });
  };
  for (const blob of references.blobs) {
    await check(
      blob,
      async digest => (await storage.statBlob(name, digest)) !== undefined,
    );
  }
  for (const child of references.manifests)
    await check(child, digest => manifests.has(name, digest));
  return missing;
}
