import { stringify } from 'yaml';

export function printed(
  found: readonly unknown[],
  expression: string,
  indent: number,
): string {
  if (found.every(value => typeof value === 'string')) {
    return ` {{ ${expression} | quote }}`;
  }
  if (found.every(isPlainScalar)) return ` {{ ${expression} }}`;
  return found.every(value => typeof value === 'object')
    ? `\n${pad(indent + 2)}{{- toYaml ${expression} | nindent ${indent + 2} }}`
    : ` {{ toJson ${expression} }}`;
}

/** Prints as itself: Helm's large numbers come out as 1e+06. */
function isPlainScalar(value: unknown): boolean {
  return (
    typeof value === 'boolean' ||
    (Number.isInteger(value) && Math.abs(Number(value)) < 1e6)
  );
}

export function keyText(key: string): string {
  return stringify(key, { lineWidth: 0 })
    .trimEnd()
    .replaceAll('{{', '{{ "{{" }}');
}

export function pad(indent: number): string {
  return ' '.repeat(indent);
}
