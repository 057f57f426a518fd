const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/**
 * Reads `2GiB`, `64 MiB`, `4096`.
 *
 * @throws Error for anything that is not a positive whole number of bytes
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB)?$/.exec(text.trim());
  const bytes = match ? Number(match[1]) * UNITS[match[2] ?? 'B'] : 0;
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new Error(`"${text}" is not a size; write it as 64MiB or 2GiB`);
  }
  return bytes;
}

/** `1.5 GiB`, `15 MiB`, `0` */
export function formatSize(bytes: number): string {
  if (bytes === 0) {
    return '0';
  }
  const unit = ['GiB', 'MiB', 'KiB'].find(name => bytes >= UNITS[name]) ?? 'B';
  const count = bytes / UNITS[unit];
  return `${
    count >= 10 || Number.isInteger(count)
      ? Math.round(count)
      : count.toFixed(1)
  } ${unit}`;
}
