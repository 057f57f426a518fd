import { createPermission } from '@backstage/plugin-permission-common';

/**
 * To see models: versions, verdicts, placements and waybills.
 *
 * @public
 */
export const waybillModelReadPermission = createPermission({
  name: 'waybill.model.read',
  attributes: { action: 'read' },
});

/**
 * To upload files that are to be packaged.
 *
 * @public
 */
export const waybillUploadCreatePermission = createPermission({
  name: 'waybill.upload.create',
  attributes: { action: 'create' },
});

/**
 * To read the logs of pods that serve a model. Apart from reading models: logs may hold what users sent.
 *
 * @public
 */
export const waybillLogReadPermission = createPermission({
  name: 'waybill.log.read',
  attributes: { action: 'read' },
});

/**
 * To download files out of packages. Apart from reading models: the portal reads the registry with its own rights.
 *
 * @public
 */
export const waybillFileReadPermission = createPermission({
  name: 'waybill.file.read',
  attributes: { action: 'read' },
});

/**
 * To have the signatures of a version checked again now: it costs the registry some requests.
 *
 * @public
 */
export const waybillVerdictRefreshPermission = createPermission({
  name: 'waybill.verdict.refresh',
  attributes: { action: 'update' },
});

/**
 * All permissions of Waybill.
 *
 * @public
 */
export const waybillPermissions = [
  waybillModelReadPermission,
  waybillUploadCreatePermission,
  waybillLogReadPermission,
  waybillFileReadPermission,
  waybillVerdictRefreshPermission,
];
