import { waybillModelReadPermission } from '@waybill/backstage-plugin-waybill-common';
import type { Router } from 'express';
import type { RouterDeps } from '../router';
import { entityPathSchema } from './entityPath';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

/** `GET /models/:kind/:namespace/:name` */
export function mountModels(router: Router, deps: RouterDeps): void {
  const { httpAuth, permissions, services } = deps;
  router.get('/models/:kind/:namespace/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillModelReadPermission,
      credentials,
    );
    const entityRef = parseInput(entityPathSchema, req.params);
    const model = await services.directory.getModel(entityRef, credentials);
    await services.refresher.freshen(model);
    res.json(await services.placements.overview(model));
  });
}
