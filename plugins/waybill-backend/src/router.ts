import type {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { toHttpError } from './errors';
import { mountEnvironments } from './routes/environments';
import { mountModels } from './routes/models';
import { mountPodLogs } from './routes/podLogs';
import { mountPreviews } from './routes/previews';
import { mountRegistries } from './routes/registries';
import { mountTrust } from './routes/trust';
import { mountUploads } from './routes/uploads';
import { mountVersions } from './routes/versions';
import type { WaybillServices } from './services/WaybillServices';

export interface RouterDeps {
  readonly auditor: AuditorService;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly services: WaybillServices;
}

const mapErrors: ErrorRequestHandler = (error, _req, _res, next) =>
  next(toHttpError(error));

export function createRouter(deps: RouterDeps): Router {
  const router = PromiseRouter();
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  mountEnvironments(router, deps);
  mountModels(router, deps);
  mountPodLogs(router, deps);
  mountUploads(router, deps);
  mountVersions(router, deps);
  mountTrust(router, deps);
  mountRegistries(router, deps);
  mountPreviews(router, deps);
  router.use(mapErrors);
  return router;
}
