import {
  buildPlatformSettingsPatch,
  checkPlatformSettings,
  ManifestError,
  type PlatformFinding,
  serializeManifests,
} from '@waybill/backstage-plugin-waybill-common';
import type { KservePlatform } from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import type { PlatformCheckPlan } from './plan';

export interface PlatformAnswer {
  /** Whether nothing is known to fail. */
  readonly isReady: boolean;
  readonly findings: readonly PlatformFinding[];
  readonly gaps: KservePlatform['gaps'];
  /** YAML of what the ConfigMap has to say, where something has to change and can be. */
  readonly patch?: string;
}

export async function applyPlatformCheck(
  { environment, demands }: PlatformCheckPlan,
  { platforms }: Pick<ActionDependencies, 'platforms'>,
  { signal }: { readonly signal?: AbortSignal },
): Promise<PlatformAnswer> {
  const live = await platforms.read(environment, { signal });
  const findings = checkPlatformSettings(live, demands);
  const patch = patchOf(live, demands);
  return {
    isReady: findings.every(({ verdict }) => verdict !== 'does-not-work'),
    findings,
    gaps: live.gaps,
    ...(patch !== undefined && { patch }),
  };
}

/** The findings say what cannot be changed, and why. */
function patchOf(
  { settings, kserveVersion }: KservePlatform,
  demands: PlatformCheckPlan['demands'],
): string | undefined {
  if (!settings || !kserveVersion) return undefined;
  try {
    const patch = buildPlatformSettingsPatch(
      { settings, kserveVersion },
      demands,
    );
    return patch && serializeManifests(patch);
  } catch (error) {
    if (error instanceof ManifestError) return undefined;
    throw error;
  }
}
