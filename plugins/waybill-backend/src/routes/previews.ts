import {
  waybillPreviewCreatePermission,
  type EditPreviewRequest,
  type ReferencePreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import {
  CI_SYSTEMS,
  MODEL_VARIANTS,
  readModelDeclaration,
} from '@waybill/backstage-plugin-waybill-node';
import { json, type Request, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import type { RouterDeps } from '../router';
import { goneSignal } from './goneSignal';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

/** More than any form sends; a model card is the largest part of it. */
const MAX_BODY_BYTES = 256 * 1024;
const MAX_NAMES = 50;

const name = z.string().max(253);
const text = z.string().max(2048);

const previewSchema = z.strictObject({
  declaration: z.unknown(),
  repository: z
    .strictObject({
      variant: z.enum(MODEL_VARIANTS),
      ci: z.array(z.enum(CI_SYSTEMS)).max(CI_SYSTEMS.length),
      title: text,
      description: text,
      license: text,
      owner: text,
      system: text,
      modelCard: z.string().max(MAX_BODY_BYTES),
    })
    .partial()
    .optional(),
  compare: z.strictObject({ from: name, to: name }).optional(),
});

const place = {
  gitUrl: text,
  branch: name.optional(),
  path: text.optional(),
};

const editSchema: z.ZodType<EditPreviewRequest> = z.strictObject({
  ...place,
  environments: z
    .array(name)
    .min(1, 'name at least one environment')
    .max(MAX_NAMES),
  name: name.optional(),
  repository: text,
  version: name,
  digest: name.optional(),
});

const referenceSchema: z.ZodType<ReferencePreviewRequest> = z.strictObject({
  ...place,
  repository: text.optional(),
  name: name.optional(),
  namespace: name.optional(),
});

/** `POST /previews`, `POST /previews/edits`, `POST /previews/references`: nothing is written by any. */
export function mountPreviews(router: Router, deps: RouterDeps): void {
  const { auditor, httpAuth, permissions, services } = deps;

  /** Before the body is read. */
  const requireCaller: RequestHandler = async (req, _res, next) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillPreviewCreatePermission,
      credentials,
    );
    next();
  };
  const readBody = json({ limit: MAX_BODY_BYTES });

  /** The portal reads the repository with its own rights. */
  const audited = async <T extends { readonly commit: string }>(
    req: Request,
    { gitUrl }: { readonly gitUrl: string },
    read: () => Promise<T>,
  ): Promise<T> => {
    const event = await auditor.createEvent({
      eventId: 'repository-preview',
      severityLevel: 'medium',
      request: req,
      meta: { gitUrl },
    });
    try {
      const preview = await read();
      await event.success({ meta: { commit: preview.commit } });
      return preview;
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  };

  router.post('/previews', requireCaller, readBody, async (req, res) => {
    const asked = parseInput(previewSchema, req.body);
    const request = {
      ...asked,
      declaration: readModelDeclaration(asked.declaration),
    };
    res.json(await services.previews.preview(request, goneSignal(res)));
  });

  router.post('/previews/edits', requireCaller, readBody, async (req, res) => {
    const asked = parseInput(editSchema, req.body);
    const preview = await audited(req, asked, () =>
      services.gitPreviews.edits(asked, goneSignal(res)),
    );
    res.json(preview);
  });

  router.post(
    '/previews/references',
    requireCaller,
    readBody,
    async (req, res) => {
      const asked = parseInput(referenceSchema, req.body);
      const preview = await audited(req, asked, () =>
        services.gitPreviews.references(asked, goneSignal(res)),
      );
      res.json(preview);
    },
  );
}
