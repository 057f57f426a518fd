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
function spdxLicenseId(license: string): string | undefined {
  return BY_LOWER_CASE.get(license.trim().toLowerCase());
}

/** A license, and its identifier where the SPDX list has it. */
export interface NamedLicense {
  readonly id?: string;
  readonly name: string;
}

/** Each once: a Kitfile and a model card spell the same one in their own ways. */
export function nameLicenses(licenses: readonly string[]): NamedLicense[] {
  const byName = new Map<string, NamedLicense>();
  for (const license of licenses) {
    const id = spdxLicenseId(license);
    const name = id ?? license.trim();
    if (name !== '' && !byName.has(name))
      byName.set(name, { name, ...(id && { id }) });
  }
  return [...byName.values()];
}
