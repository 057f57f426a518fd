import { writeEmpty, type RegistryRequest } from './context';
import { RegistryError } from './errors';
import {
  digestOrUndefined,
  nameOrUndefined,
  parseDigest,
  parseName,
  type Digest,
} from './names';
import type { ChunkRange } from './UploadSessions';

/**
 * end-4a, end-4b and end-11: POST `/v2/<name>/blobs/uploads/` begins an upload, or takes the blob at once
 * (`?digest=`), or mounts it from another repository (`?mount=[&from=]`; without `from`, from whichever has it).
 */
export async function startUpload(context: RegistryRequest): Promise<void> {
  const { request, response, query, uploads } = context;
  const name = parseName(context.parameters[0]);
  const mounted = await mount(context, name);
  if (mounted) {
    writeCreated(context, name, mounted);
    return;
  }
  const wanted = query.get('digest');
  if (wanted === null || query.has('mount')) {
    const id = await uploads.start(name);
    writeEmpty(response, 202, uploadHeaders(name, id, 0));
    return;
  }
  const digest = parseDigest(wanted, { isPath: false });
  const id = await uploads.start(name);
  try {
    await uploads.append(name, id, request);
    await uploads.commit(name, id, digest);
  } catch (error) {
    await uploads.cancel(name, id).catch(() => undefined);
    throw error;
  }
  writeCreated(context, name, digest);
}

/** end-13: GET `<location>`. */
export async function getUpload({
  response,
  parameters,
  uploads,
}: RegistryRequest): Promise<void> {
  const name = parseName(parameters[0]);
  const sizeBytes = await uploads.size(name, parameters[1]);
  writeEmpty(response, 204, uploadHeaders(name, parameters[1], sizeBytes));
}

/** end-5: PATCH `<location>` with a chunk (`Content-Range`), or a stream of unknown length (without). */
export async function patchUpload(context: RegistryRequest): Promise<void> {
  const { request, response, parameters, uploads } = context;
  const [name, id] = [parseName(parameters[0]), parameters[1]];
  const sizeBytes = await uploads.append(
    name,
    id,
    request,
    parseChunkRange(context),
  );
  writeEmpty(response, 202, uploadHeaders(name, id, sizeBytes));
}

/** end-6: PUT `<location>?digest=` with the whole blob, its last chunk or nothing more. */
export async function putUpload(context: RegistryRequest): Promise<void> {
  const { request, parameters, query, uploads } = context;
  const [name, id] = [parseName(parameters[0]), parameters[1]];
  await uploads.size(name, id);
  const digest = parseDigest(query.get('digest') ?? '', { isPath: false });
  await uploads.append(name, id, request, parseChunkRange(context));
  await uploads.commit(name, id, digest);
  writeCreated(context, name, digest);
}

/** DELETE `<location>` (from the spec's draft of 1.2 and the distribution registry). */
export async function cancelUpload({
  response,
  parameters,
  uploads,
}: RegistryRequest): Promise<void> {
  await uploads.cancel(parseName(parameters[0]), parameters[1]);
  writeEmpty(response, 204, { 'Docker-Upload-UUID': parameters[1] });
}

async function mount(
  { query, storage }: RegistryRequest,
  name: string,
): Promise<Digest | undefined> {
  const digest = digestOrUndefined(query.get('mount') ?? undefined);
  const from = query.get('from');
  const source = from === null ? undefined : nameOrUndefined(from);
  // A wrong digest or source is no error but an upload to be done (distribution-spec v1.1.1, "Mounting a blob").
  if (!digest || (from !== null && source === undefined)) return undefined;
  return (await storage.mountBlob(name, digest, source)) ? digest : undefined;
}

function parseChunkRange({ request }: RegistryRequest): ChunkRange | undefined {
  const header = request.headers['content-range'];
  if (header === undefined) return undefined;
  const match = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(
    header.trim(),
  );
  if (!match) {
    throw new RegistryError(
      {
        code: 'BLOB_UPLOAD_INVALID',
        message: 'Content-Range is not <first byte>-<last byte>',
      },
      { status: 400 },
    );
  }
  return { start: Number(match[1]), end: Number(match[2]) };
}

function uploadHeaders(
  name: string,
  id: string,
  sizeBytes: number,
): Record<string, string> {
  return {
    Location: `/v2/${name}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, sizeBytes - 1)}`,
    'Docker-Upload-UUID': id,
  };
}

function writeCreated(
  { response }: RegistryRequest,
  name: string,
  digest: Digest,
): void {
  writeEmpty(response, 201, {
    Location: `/v2/${name}/blobs/${digest.text}`,
    'Docker-Content-Digest': digest.text,
  });
}
