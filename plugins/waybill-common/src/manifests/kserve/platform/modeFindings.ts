import {
  isBefore,
  isFrom,
  parseVersion,
} from '../../../artifact/compatibility/version';
import { finding, flagOf, type Setting, textOf } from './finding';
import type { PlatformDemands } from './PlatformDemands';
import type { LivePlatform, PlatformFinding } from './PlatformFinding';

/** @internal */
export function listModeWordFindings(
  { kserveVersion }: LivePlatform,
  { deploymentModes = [] }: PlatformDemands,
): PlatformFinding[] {
  return isBefore(parseVersion(kserveVersion), 0, 17) &&
    deploymentModes.length > 0
    ? [
        {
          code: 'MODE_NOT_KNOWN',
          verdict: 'works-with',
          subject: `the annotation deploymentMode ${deploymentModes.join(
            ', ',
          )}`,
          why: 'KServe calls its modes so from 0.17 on; an older one ignores the annotation and takes its default.',
          advice:
            'Upgrade KServe, or set deploy.defaultDeploymentMode to RawDeployment or Serverless.',
        },
      ]
    : [];
}

const MODE_WORDS: Readonly<Record<string, string>> = {
  RawDeployment: 'Standard',
  Serverless: 'Knative',
};

/** @internal */
export function listModeFindings(
  deploy: Setting | undefined,
  { defaultDeploymentMode: wanted }: PlatformDemands,
): PlatformFinding[] {
  if (!wanted) return [];
  const said = textOf(deploy?.defaultDeploymentMode) ?? 'Standard';
  const mode = MODE_WORDS[said] ?? said;
  return mode === wanted
    ? []
    : [
        finding(
          'DEFAULT_MODE_DIFFERS',
          'works-with',
          'deploy.defaultDeploymentMode',
          [
            `An InferenceService without the annotation is served in the mode ${mode.slice(
              0,
              40,
            )}, and ${wanted} is wanted. Those that Waybill writes have it.`,
            `Set defaultDeploymentMode to ${wanted}, or annotate every InferenceService.`,
          ],
        ),
      ];
}

/** @internal */
export function listCanaryFindings(
  ingress: Setting | undefined,
  { kserveVersion }: LivePlatform,
  { hasStandardCanary }: PlatformDemands,
): PlatformFinding[] {
  const version = parseVersion(kserveVersion);
  if (!hasStandardCanary) return [];
  if (isBefore(version, 0, 20)) {
    return [
      finding('CANARY_TOO_OLD', 'does-not-work', 'spec.canary', [
        'Canaries in Standard mode came with KServe 0.20.',
        'Upgrade KServe, or try versions in Knative mode.',
      ]),
    ];
  }
  const isWeighted =
    isFrom(version, 0, 21) && flagOf(ingress?.enableGatewayApi) === true;
  return isWeighted
    ? []
    : [
        finding(
          'CANARY_WITHOUT_WEIGHTS',
          'works-with',
          'ingress.enableGatewayApi',
          [
            'KServe makes the canary and gives it no share of the traffic: 0.20 sets no weights, and later versions do so in the routes of the Gateway API alone.',
            'Set enableGatewayApi to true and use a KServe after 0.20, or send requests to the canary by its own Service.',
          ],
        ),
      ];
}
