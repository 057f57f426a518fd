import type { RegistryList } from '@waybill/backstage-plugin-waybill-common';

/** `host/prefix/name` by the portal's defaults; empty where a part of it is missing. */
export function repositoryOf(
  { registry, repositoryPrefix }: RegistryList['defaults'],
  name: string,
): string {
  return registry && name
    ? [registry, repositoryPrefix, name].filter(Boolean).join('/')
    : '';
}
