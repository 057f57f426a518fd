import {
  waybillPreviewCreatePermission,
  type PreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { json, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { declarationSchema } from '../previews/declarationSchema';
import { bounded, name, text } from '../previews/words';
import type { RouterDeps } from '../router';
import { goneSignal } from './goneSignal';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

/** More than any form sends; a model card is the largest part of it. */
const MAX_BODY_BYTES = 256 * 1024;

const previewSchema: z.ZodType<PreviewRequest> = z.strictObject({
  declaration: declarationSchema,
  repository: z
    .strictObject({
      variant: text(63).optional(),
      ci: bounded(text(63)).optional(),
      title: text(200).optional(),
      description: text(2000).optional(),
      license: text(200).optional(),
      owner: text(300).optional(),
      system: text(300).optional(),
      modelCard: text(MAX_BODY_BYTES).optional(),
    })
    .optional(),
  compare: z.strictObject({ from: name, to: name }).optional(),
});

/** `POST /previews`: nothing is written. */
export function mountPreviews(router: Router, deps: RouterDeps): void {
  const { httpAuth, permissions, services } = deps;

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

  router.post('/previews', requireCaller, readBody, async (req, res) => {
    const asked = parseInput(previewSchema, req.body);
    res.json(await services.previews.preview(asked, goneSignal(res)));
  });
}
