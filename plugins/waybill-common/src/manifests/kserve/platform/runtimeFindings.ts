import {
  defaultProtocol,
  selectServingRuntime,
  type ServingRuntimeFacts,
} from '../servingRuntimes';
import type { PlatformDemands } from './PlatformDemands';
import type { LivePlatform, PlatformFinding } from './PlatformFinding';

/**
 * Whether somebody serves the models, among the runtimes that the cluster really has.
 *
 * @internal
 */
export function listRuntimeFindings(
  { runtimes }: LivePlatform,
  demands: PlatformDemands,
): PlatformFinding[] {
  // What could not be read says nothing.
  if (!runtimes) return [];
  return [
    ...(demands.runtimes ?? []).flatMap(name => ofNamed(name, runtimes)),
    ...(demands.formats ?? []).flatMap(wanted => ofFormat(wanted, runtimes)),
  ];
}

function ofNamed(
  name: string,
  runtimes: readonly ServingRuntimeFacts[],
): PlatformFinding[] {
  const found = runtimes.find(runtime => runtime.name === name);
  const subject = `the runtime ${name.slice(0, 80)}`;
  if (!found) {
    return [
      {
        code: 'RUNTIME_ABSENT',
        verdict: 'does-not-work',
        subject,
        why: 'The cluster has no ServingRuntime or ClusterServingRuntime of this name.',
        advice: 'Apply it, or name one that is there.',
      },
    ];
  }
  return found.isDisabled
    ? [
        {
          code: 'RUNTIME_DISABLED',
          verdict: 'does-not-work',
          subject,
          why: 'The runtime is disabled.',
          advice: 'Set spec.disabled to false, or name another.',
        },
      ]
    : [];
}

function ofFormat(
  { format, protocol }: NonNullable<PlatformDemands['formats']>[number],
  runtimes: readonly ServingRuntimeFacts[],
): PlatformFinding[] {
  const spoken = protocol ?? defaultProtocol(format.name);
  if (selectServingRuntime(format, spoken, runtimes)) return [];
  const version = format.version ? ` ${format.version}` : '';
  return [
    {
      code: 'FORMAT_NOT_SERVED',
      verdict: 'does-not-work',
      subject: `the format ${format.name.slice(0, 80)}${version} by ${spoken}`,
      why: 'No runtime of the cluster is taken for this format and protocol, and KServe would wait for one.',
      advice: 'Apply a runtime for it, name one, or choose another protocol.',
    },
  ];
}
