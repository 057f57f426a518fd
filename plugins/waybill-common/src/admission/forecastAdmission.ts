import { toIsoTime } from '../model/time';
import { listAt, textAt } from '../model/untrustedJson';
import type { AdmissionForecast } from './admissionForecast';
import type { AdmissionForecastInput } from './admissionInput';
import { listAdmittedObjects } from './candidateObjects';
import { readClusterImagePolicy } from './engines/clusterImagePolicy';
import { readFluxSource } from './engines/fluxSource';
import { readKyvernoClusterPolicy } from './engines/kyvernoClusterPolicy';
import { readKyvernoImagePolicy } from './engines/kyvernoImagePolicy';
import {
  readCelPolicy,
  readGatekeeperConstraint,
  readUnknownPolicy,
} from './engines/namedPolicies';
import type { PolicyContext, PolicyReading } from './policyReading';

const MAX_POLICIES = 500;

type Reader = (context: PolicyContext) => PolicyReading;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['policies.kyverno.io/ImageValidatingPolicy', readKyvernoImagePolicy],
  [
    'policies.kyverno.io/NamespacedImageValidatingPolicy',
    readKyvernoImagePolicy,
  ],
  ['policies.kyverno.io/ValidatingPolicy', readCelPolicy],
  ['policies.kyverno.io/NamespacedValidatingPolicy', readCelPolicy],
  ['kyverno.io/ClusterPolicy', readKyvernoClusterPolicy],
  ['kyverno.io/Policy', readKyvernoClusterPolicy],
  ['policy.sigstore.dev/ClusterImagePolicy', readClusterImagePolicy],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', readCelPolicy],
  ['source.toolkit.fluxcd.io/OCIRepository', readFluxSource],
]);

/** Read beside what they belong to, and no policies themselves. */
const COMPANIONS = new Set([
  'ValidatingAdmissionPolicyBinding',
  'PolicyException',
]);

/**
 * What a cluster's own policies would say of a candidate. Only shapes that are understood exactly are evaluated; all
 * others are named, with the reason. A policy that does not turn away never denies. Total: never throws.
 *
 * @public
 */
export function forecastAdmission(
  input: AdmissionForecastInput,
): AdmissionForecast {
  const policies = input.policies.slice(0, MAX_POLICIES);
  const objects = listAdmittedObjects(input.candidate);
  const readings = policies
    .filter(policy => !COMPANIONS.has(textAt(policy, 'kind') ?? ''))
    .map(policy => readPolicy({ ...input, policies, policy, objects }));
  return {
    ...conclude(input, readings),
    policies: readings.map(({ isAskedByDryRun: _, ...forecast }) => forecast),
    ...(input.dryRun && { dryRun: input.dryRun }),
    asOf: toIsoTime(input.now),
  };
}

function readPolicy(context: PolicyContext): PolicyReading {
  const group = (textAt(context.policy, 'apiVersion') ?? '').split('/')[0];
  const kind = textAt(context.policy, 'kind') ?? '';
  const reader =
    group === 'constraints.gatekeeper.sh'
      ? readGatekeeperConstraint
      : READERS.get(`${group}/${kind}`) ?? readUnknownPolicy;
  const read = reader(context);
  const exception = findException(context);
  return read.outcome === 'denies' && exception !== undefined
    ? {
        ...read,
        outcome: 'not-evaluated',
        message: `${read.message} But the exception '${exception}' may let it pass.`,
      }
    : read;
}

function findException({
  policies,
  policy,
}: PolicyContext): string | undefined {
  const name = textAt(policy, 'metadata', 'name');
  const found = policies.find(
    other =>
      textAt(other, 'kind') === 'PolicyException' &&
      [
        ...listAt(other, 'spec', 'policyRefs').map(ref => textAt(ref, 'name')),
        ...listAt(other, 'spec', 'exceptions').map(ref =>
          textAt(ref, 'policyName')?.split('/').pop(),
        ),
      ].includes(name),
  );
  return textAt(found, 'metadata', 'name');
}

function conclude(
  { gaps = [], dryRun, policies }: AdmissionForecastInput,
  readings: readonly PolicyReading[],
): Pick<AdmissionForecast, 'conclusion' | 'message'> {
  if (dryRun?.outcome === 'denied') {
    return {
      conclusion: 'denied',
      message: `The cluster refuses it: ${dryRun.message}`,
    };
  }
  const denying = readings.find(
    ({ enforcement, outcome }) =>
      enforcement === 'deny' && outcome === 'denies',
  );
  if (denying) {
    return {
      conclusion: 'denied',
      message: `${denying.kind} '${denying.name}' denies it. ${denying.message}`,
    };
  }
  const open = readings.filter(read => isOpen(read, dryRun?.outcome));
  const [gap] = gaps;
  if (policies.length > MAX_POLICIES) {
    return {
      conclusion: 'unknown',
      message: `The cluster has ${policies.length} policies, and only the first ${MAX_POLICIES} were looked at.`,
    };
  }
  if (open.length > 0) {
    const [{ kind, name, message }] = open;
    return {
      conclusion: 'unknown',
      message: `${kind} '${name}' may deny it. ${message}${
        open.length > 1 ? ` So may ${open.length - 1} more.` : ''
      }`,
    };
  }
  if (gap) return { conclusion: 'unknown', message: gap.message };
  const looking = readings.filter(({ outcome }) => outcome === 'admits').length;
  return {
    conclusion: 'admitted',
    message:
      looking > 0
        ? `${looking} ${
            looking === 1 ? 'policy looks' : 'policies look'
          } at it, and none denies it.`
        : 'No policy of this cluster looks at it: it would be admitted unsigned as well.',
  };
}

/** A dry run asks every webhook about the serving object, and none about its pods. */
function isOpen(
  { enforcement, outcome, isAskedByDryRun }: PolicyReading,
  dryRun: string | undefined,
): boolean {
  const mayRefuse = enforcement === 'deny' || enforcement === 'unknown';
  const isUndecided = outcome === 'not-evaluated' || outcome === 'denies';
  return (
    mayRefuse && isUndecided && !(isAskedByDryRun && dryRun === 'admitted')
  );
}
