import {
  waybillLogReadPermission,
  type Environment,
} from '@waybill/backstage-plugin-waybill-common';
import type { Router } from 'express';
import { z } from 'zod';
import { WaybillError } from '../errors';
import type { RouterDeps } from '../router';
import type { Model } from '../services/ModelDirectory';
import { entityPathSchema } from './entityPath';
import { parseInput } from './parseInput';
import { requirePermission } from './requirePermission';

const MAX_LOG_BYTES = 256 * 1024;

const paramsSchema = entityPathSchema.extend({
  environment: z.string().min(1).max(63),
  pod: z.string().min(1).max(253),
});

const querySchema = z.object({
  container: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'the name of a container')
    .optional(),
  tailLines: z.coerce.number().int().min(1).max(5_000).default(500),
});

/** `GET /models/:kind/:namespace/:name/pods/:environment/:pod/log`: last lines as plain text */
export function mountPodLogs(router: Router, deps: RouterDeps): void {
  const { auditor, httpAuth, permissions, services } = deps;
  router.get(
    '/models/:kind/:namespace/:name/pods/:environment/:pod/log',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req);
      const params = parseInput(paramsSchema, req.params);
      const query = parseInput(querySchema, req.query);
      const { kind, namespace, name, environment, pod } = params;
      const event = await auditor.createEvent({
        eventId: 'pod-log-read',
        severityLevel: 'medium',
        request: req,
        meta: { entity: `${kind}:${namespace}/${name}`, environment, pod },
      });
      try {
        await requirePermission(
          permissions,
          waybillLogReadPermission,
          credentials,
        );
        const model = await services.directory.getModel(params, credentials);
        const place = await findPod(services, model, environment, pod);
        const text = await place.reader.readPodLog(
          {
            namespace: place.environment.namespace,
            name: pod,
            container: query.container,
          },
          { tailLines: query.tailLines, limitBytes: MAX_LOG_BYTES },
        );
        await event.success();
        res
          .type('text/plain; charset=utf-8')
          .set('X-Content-Type-Options', 'nosniff')
          .send(text);
      } catch (error) {
        await event.fail({ error: toError(error) });
        throw error;
      }
    },
  );
}

/** Only pods of the model's own placement: a role that reads one pod's log reads all of its namespace. */
async function findPod(
  services: RouterDeps['services'],
  model: Model,
  environmentName: string,
  pod: string,
) {
  const environment: Environment | undefined =
    services.options.environments.find(({ name }) => name === environmentName);
  const reader = services.clusterReaders.find(
    ({ cluster }) => cluster === environment?.cluster,
  );
  if (!environment || !reader) {
    throw new WaybillError(
      'ENVIRONMENT_NOT_FOUND',
      `There is no environment '${environmentName}'.`,
    );
  }
  const { pods } = await services.placements.placement(model, environment);
  if (!pods.some(({ name }) => name === pod)) {
    throw new WaybillError(
      'POD_NOT_FOUND',
      `'${model.entityRef}' has no pod '${pod}' in environment '${environmentName}'; it may have been replaced by another one.`,
    );
  }
  return { environment, reader };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
