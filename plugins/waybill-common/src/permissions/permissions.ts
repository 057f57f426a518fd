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
 * To see which versions any repository of a configured registry has. Apart from reading models: the portal asks with its
 * own rights, also where no model of the catalog points.
 *
 * @public
 */
export const waybillRepositoryReadPermission = createPermission({
  name: 'waybill.repository.read',
  attributes: { action: 'read' },
});

/**
 * To see what would be written. The preview of a change shows lines of a Git repository that the portal reads with its
 * own rights.
 *
 * @public
 */
export const waybillPreviewCreatePermission = createPermission({
  name: 'waybill.preview.create',
  attributes: { action: 'create' },
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
  waybillRepositoryReadPermission,
  waybillPreviewCreatePermission,
];
