const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables as people write them, `NAME=value` a line; a line that is none is complained about and left out. */
export function readVariables(text: string): {
  readonly env?: Readonly<Record<string, string>>;
  readonly complaint?: string;
} {
  const entries: [string, string][] = [];
  let complaint: string | undefined;
  text.split('\n').forEach((line, index) => {
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0)).trim();
    if (NAME.test(name)) {
      entries.push([name, line.slice(equals + 1)]);
    } else if (line.trim() !== '') {
      complaint ??= `Line ${index + 1} is not NAME=value.`;
    }
  });
  return {
    ...(entries.length > 0 && { env: Object.fromEntries(entries) }),
    ...(complaint && { complaint }),
  };
}

export function formatVariables(
  env: Readonly<Record<string, string>> = {},
): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
