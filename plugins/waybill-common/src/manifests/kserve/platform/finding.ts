import type { PlatformFinding } from './PlatformFinding';
import { KSERVE_SETTINGS_NAME } from './platformSettings';

/** One key of KServe's ConfigMap, as it was read. @internal */
export type Setting = Readonly<Record<string, unknown>>;

/** About a place in KServe's ConfigMap, or about KServe. @internal */
export function finding(
  code: PlatformFinding['code'],
  verdict: PlatformFinding['verdict'],
  place: string,
  [why, advice]: readonly [string, string],
): PlatformFinding {
  return {
    code,
    verdict,
    subject: place ? `${KSERVE_SETTINGS_NAME} ${place}` : 'KServe',
    why,
    advice,
  };
}

/** @internal */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @internal */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
