import {
  waybillModelReadPermission,
  type EnvironmentList,
} from '@waybill/backstage-plugin-waybill-common';
import type { Router } from 'express';
import type { RouterDeps } from '../router';
import { requirePermission } from './requirePermission';

/** `GET /environments` */
export function mountEnvironments(router: Router, deps: RouterDeps): void {
  const { httpAuth, permissions, services } = deps;
  router.get('/environments', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillModelReadPermission,
      credentials,
    );
    const { environments, isSandbox, places, presets, baseImage } =
      services.options;
    const list: EnvironmentList = {
      items: environments,
      isSandbox,
      places,
      presets,
      hasBaseImage: baseImage !== undefined,
    };
    res.json(list);
  });
}
