import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  waybillModelReadPermission,
  waybillVerdictRefreshPermission,
} from '@waybill/backstage-plugin-waybill-common';
import type { Request, Router } from 'express';
import { z } from 'zod';
import type { RouterDeps } from '../router';
import { entityPathSchema } from './entityPath';
import { goneSignal } from './goneSignal';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

const versionSchema = entityPathSchema.extend({ digest: z.string().max(140) });
const admissionSchema = z.object({ environment: z.string().min(1).max(63) });
const VERSION = '/models/:kind/:namespace/:name/versions/:digest';

/** `GET /trust-policies`, `GET …/versions/:digest/{attestations,admission?environment=}`, `POST …/versions/:digest/verify` */
export function mountTrust(router: Router, deps: RouterDeps): void {
  const { auditor, httpAuth, permissions, services } = deps;

  /** A version of a model, as the caller may see it. */
  const requireVersion = async (req: Request, permission: BasicPermission) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(permissions, permission, credentials);
    const { digest, ...entityRef } = parseInput(versionSchema, req.params);
    const model = await services.directory.getModel(entityRef, credentials);
    await services.contents.requireVersion(model, digest);
    return { model, digest };
  };

  router.get('/trust-policies', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    await requirePermission(
      permissions,
      waybillModelReadPermission,
      credentials,
    );
    res.json(services.trust.listPolicies());
  });

  router.get(`${VERSION}/attestations`, async (req, res) => {
    const { model, digest } = await requireVersion(
      req,
      waybillModelReadPermission,
    );
    res.json(await services.trust.attestations(model, digest, goneSignal(res)));
  });

  router.get(`${VERSION}/admission`, async (req, res) => {
    const { model, digest } = await requireVersion(
      req,
      waybillModelReadPermission,
    );
    const { environment } = parseInput(admissionSchema, req.query);
    res.json(
      await services.trust.admission(
        model,
        digest,
        environment,
        goneSignal(res),
      ),
    );
  });

  router.post(`${VERSION}/verify`, async (req, res) => {
    const { kind, namespace, name, digest: asked } = req.params;
    const event = await auditor.createEvent({
      eventId: 'version-verify',
      severityLevel: 'low',
      request: req,
      meta: { entity: `${kind}:${namespace}/${name}`, digest: asked },
    });
    try {
      const { model, digest } = await requireVersion(
        req,
        waybillVerdictRefreshPermission,
      );
      const verdict = await services.trust.verify(
        model,
        digest,
        goneSignal(res),
      );
      await event.success({ meta: { state: verdict.state } });
      res.json(verdict);
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });
}
