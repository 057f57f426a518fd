import type { Site } from '../tree/Tree';

/** Characters that mean nothing in YAML, in no context. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._/:@+-]*[A-Za-z0-9]$|^[A-Za-z0-9]$/;

/** What YAML 1.1 or 1.2 would take for a number, a time or a truth. */
const OTHER_TYPE =
  /^(?:[-+]?[\d._]+(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+|\d+(?::\d+)+(?:\.\d*)?|\d{4}-\d{1,2}-\d{1,2}.*|y|n|yes|no|on|off|true|false|null)$/i;

/**
 * A value in the style in which the scalar is written now; in quotes where the plain style would make it something else
 * than a text.
 *
 * @internal
 */
export function writeScalar(site: Site, value: string): string {
  switch (site.style) {
    case 'single':
      return `'${value.replace(/'/g, "''")}'`;
    case 'double':
      return JSON.stringify(value);
    default:
      return PLAIN.test(value) && !isOtherType(value)
        ? value
        : JSON.stringify(value);
  }
}

/** `1.0.0` is no number to anybody. */
function isOtherType(value: string): boolean {
  if (!OTHER_TYPE.test(value)) return false;
  return !/^\d+\.\d+\.\d[\d.]*$/.test(value);
}
