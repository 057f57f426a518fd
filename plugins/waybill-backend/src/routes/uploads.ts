import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { waybillUploadCreatePermission } from '@waybill/backstage-plugin-waybill-common';
import type { Request, Router } from 'express';
import { z } from 'zod';
import type { RouterDeps } from '../router';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

/** Name of the file that is sent, URL-encoded: a header is ASCII. */
const FILE_NAME_HEADER = 'X-Waybill-Filename';

const fileNameSchema = z.object({
  [FILE_NAME_HEADER]: z
    .string(`send the file's name in the header ${FILE_NAME_HEADER}`)
    .min(1, 'the name of the file that is sent')
    .max(255)
    .regex(/^[^/\\]+$/, 'a name without folders'),
});

/** `POST /uploads` with a tar, a gzipped tar or a single file as body; `GET /uploads/:id` gives a tar */
export function mountUploads(router: Router, deps: RouterDeps): void {
  const { auditor, httpAuth, permissions, services } = deps;

  router.post('/uploads', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    // An upload that is refused is not read to its end; the connection cannot be used again.
    res.set('Connection', 'close');
    const event = await auditor.createEvent({
      eventId: 'upload-create',
      severityLevel: 'medium',
      request: req,
    });
    const gone = new AbortController();
    try {
      await requirePermission(
        permissions,
        waybillUploadCreatePermission,
        credentials,
      );
      const fileName = readFileName(req);
      const receipt = await services.uploads.receive(bodyOf(req, gone), {
        fileName,
        owner: credentials.principal.userEntityRef,
        signal: gone.signal,
      });
      await event.success({
        meta: { id: receipt.id, sizeBytes: receipt.sizeBytes },
      });
      res.status(201).json(receipt);
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });

  router.get('/uploads/:id', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requirePermission(
      permissions,
      waybillUploadCreatePermission,
      credentials,
    );
    const { principal } = credentials;
    const tar = await services.uploads.openTar(
      req.params.id,
      principal.type === 'user' ? principal.userEntityRef : undefined,
    );
    res.type('application/x-tar').set('Cache-Control', 'no-store');
    await pipeline(tar, res);
  });
}

function readFileName(req: Request): string {
  const encoded = req.get(FILE_NAME_HEADER);
  const input = { [FILE_NAME_HEADER]: decodeOrKeep(encoded) };
  return parseInput(fileNameSchema, input)[FILE_NAME_HEADER];
}

function decodeOrKeep(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The body apart from the request: when unpacking fails, what reads the body is destroyed, and destroying the request
 * itself would close the socket before the answer is on it.
 */
function bodyOf(req: Request, gone: AbortController): Readable {
  const body = new PassThrough();
  req.pipe(body);
  body.on('error', () => req.unpipe(body));
  req.once('close', () => {
    if (!req.complete) {
      gone.abort(new Error('The upload was broken off by its sender.'));
    }
  });
  return body;
}
