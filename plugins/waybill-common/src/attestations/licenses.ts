import deprecatedIds from 'spdx-license-ids/deprecated.json';
import licenseIds from 'spdx-license-ids/index.json';

// hubs still write `gpl-3.0`, which the list has as deprecated
const BY_LOWER_CASE = new Map(
  [...deprecatedIds, ...licenseIds].map(id => [id.toLowerCase(), id]),
);

/**
 * The identifier of the SPDX list for what stands in a Kitfile or model card (hubs write it in small letters), where it
 * is one.
 */
export function spdxLicenseId(license: string): string | undefined {
  return BY_LOWER_CASE.get(license.trim().toLowerCase());
}
