import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import {
  waybillFileReadPermission,
  waybillModelReadPermission,
} from '@waybill/backstage-plugin-waybill-common';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { RouterDeps } from '../router';
import { entityPathSchema } from './entityPath';
import { goneSignal } from './goneSignal';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

const digest = z.string().max(140);
const versionSchema = entityPathSchema.extend({ digest });
const compareSchema = z.object({ from: digest, to: digest });
const fileSchema = z.object({ path: z.string().min(1).max(1024) });

/**
 * `GET /models/:kind/:namespace/:name/versions/:digest/files`, `…/versions/:digest/file?path=`, `…/compare?from=&to=`.
 * What is behind a digest never changes, so each answer has an ETag that a browser may keep.
 */
export function mountVersions(router: Router, deps: RouterDeps): void {
  const { services } = deps;
  const { contents } = services;

  /** The model, as the caller may see it. */
  const requireModel = async (req: Request, permission: BasicPermission) => {
    const credentials = await deps.httpAuth.credentials(req);
    await requirePermission(deps.permissions, permission, credentials);
    return services.directory.getModel(
      parseInput(entityPathSchema, req.params),
      credentials,
    );
  };

  router.get(
    '/models/:kind/:namespace/:name/versions/:digest/files',
    async (req, res) => {
      const model = await requireModel(req, waybillModelReadPermission);
      const { digest: wanted } = parseInput(versionSchema, req.params);
      await contents.requireVersion(model, wanted);
      if (!isKept(req, res, [wanted, contents.fingerprint])) {
        res.json(await contents.contents(model, wanted));
      }
    },
  );

  router.get('/models/:kind/:namespace/:name/compare', async (req, res) => {
    const model = await requireModel(req, waybillModelReadPermission);
    const { from, to } = parseInput(compareSchema, req.query);
    await contents.requireVersion(model, from);
    await contents.requireVersion(model, to);
    if (!isKept(req, res, [from, to])) {
      res.json(await contents.compare(model, from, to, goneSignal(res)));
    }
  });

  router.get(
    '/models/:kind/:namespace/:name/versions/:digest/file',
    async (req, res) => {
      const { path } = parseInput(fileSchema, req.query);
      const event = await deps.auditor.createEvent({
        eventId: 'package-file-read',
        severityLevel: 'medium',
        request: req,
        meta: { digest: req.params.digest, path },
      });
      try {
        const model = await requireModel(req, waybillFileReadPermission);
        const { digest: wanted } = parseInput(versionSchema, req.params);
        await contents.requireVersion(model, wanted);
        await sendFile(deps, { model, digest: wanted, path }, req, res);
        await event.success();
      } catch (error) {
        await event.fail({
          error: error instanceof Error ? error : new Error(String(error)),
        });
        throw error;
      }
    },
  );
}

async function sendFile(
  { services }: RouterDeps,
  wanted: {
    readonly model: Parameters<typeof services.contents.openFile>[0];
    readonly digest: string;
    readonly path: string;
  },
  req: Request,
  res: Response,
): Promise<void> {
  const { model, digest: version, path } = wanted;
  if (isKept(req, res, [version, path])) {
    return;
  }
  const { file, content } = await services.contents.openFile(
    model,
    version,
    path,
    goneSignal(res),
  );
  res.set({
    // A file of a model is data, whatever it calls itself: no browser is to run it on the portal's origin.
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(
      path.slice(path.lastIndexOf('/') + 1),
    )}`,
    'Content-Length': String(file.sizeBytes),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': 'sandbox',
  });
  await pipeline(content, res);
}

/** Sets the ETag, and answers 304 where the browser has what would be sent. The rights are checked each time. */
function isKept(req: Request, res: Response, parts: string[]): boolean {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  res.set({ ETag: `"${hash}"`, 'Cache-Control': 'private, no-cache' });
  if (req.fresh) {
    res.status(304).end();
    return true;
  }
  return false;
}
