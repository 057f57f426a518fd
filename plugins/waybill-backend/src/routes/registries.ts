import {
  waybillModelReadPermission,
  waybillRepositoryReadPermission,
} from '@waybill/backstage-plugin-waybill-common';
import type { Router } from 'express';
import { z } from 'zod';
import type { RouterDeps } from '../router';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

const tagsSchema = z.object({ repository: z.string().min(1).max(600) });

/** `GET /registries`, `GET /tags?repository=host/path` */
export function mountRegistries(router: Router, deps: RouterDeps): void {
  const { httpAuth, permissions, services } = deps;

  router.get('/registries', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillModelReadPermission,
      credentials,
    );
    res.json(services.options.registries);
  });

  router.get('/tags', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillRepositoryReadPermission,
      credentials,
    );
    const { repository } = parseInput(tagsSchema, req.query);
    res.json(await services.tags.list(repository));
  });
}
