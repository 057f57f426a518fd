/** A number: Kubernetes cannot tell of a name whether it is root. */
const USER = 1000;

/** Of the pod: what the restricted Pod Security Standard asks for. @internal */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  // Volumes can be written by the user, whatever the image says of it.
  fsGroup: USER,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** Of each container. @internal */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;
