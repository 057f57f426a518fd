import { listAt, textAt, valueAt } from '../../model/untrustedJson';
import type { Observation } from '../../model/observation';
import type { Claim } from './Claim';
import { isImagePolicyResult, sourceOfResult } from './imageVerification';
import type { OtherVoice } from './OtherVoice';
import { REPORT_KINDS } from './trimReport';
import { findImages, isTechnical } from './words';

/** What a report may speak of. @internal */
export interface Spoken {
  readonly observation: Observation;
  /** The only model digest that the object names, where it names a model and no other image. */
  readonly digest?: string;
}

/**
 * What the reports of admission engines say of the objects of a placement.
 *
 * @internal
 */
export function claimsOfReports(
  observations: readonly Observation[],
  spoken: readonly Spoken[],
  repository: string,
): Claim[] {
  return observations
    .filter(({ kind }) => REPORT_KINDS.includes(kind))
    .flatMap(report =>
      listAt(report.object, 'results')
        .slice(0, 200)
        .flatMap(result => claimOfResult(report, result, spoken, repository)),
    );
}

function claimOfResult(
  report: Observation,
  result: unknown,
  spoken: readonly Spoken[],
  repository: string,
): Claim[] {
  const source = sourceOfResult(result);
  if (!source) return [];
  const about = findSubject(report, result, spoken);
  if (!about) return [];
  const words = textAt(result, 'message');
  const images = findImages(words, repository);
  // Whoever we do not know has to name what it speaks of.
  const isVague = source === 'admission-report' && images.digests.length !== 1;
  if (images.isOfOthers || isVague) return [];
  const digest = images.digests.length === 1 ? images.digests[0] : about.digest;
  const { kind, namespace, name } = about.observation;
  return [
    {
      source,
      about: 'package',
      subject: `${report.kind} ${report.name} about ${kind} ${namespace}/${name}`,
      says: readResult(result, words),
      policy: textAt(result, 'policy'),
      reason: textAt(result, 'result'),
      words,
      ...(digest !== undefined && { digest }),
      observedAt: report.observedAt,
    },
  ];
}

function readResult(
  result: unknown,
  words: string | undefined,
): OtherVoice['says'] {
  switch (textAt(result, 'result')) {
    case 'pass':
      return 'trusted';
    // Kyverno writes `warn` for a failure of a policy that does not count in scores.
    case 'fail':
    case 'warn':
      // An ImageValidatingPolicy is also tried on kinds it is not for, and then fails without a word (kyverno#17174).
      return isTechnical(words) ||
        (words === undefined && isImagePolicyResult(result))
        ? 'unknown'
        : 'refused';
    default:
      return 'unknown';
  }
}

/** The object is named beside the result, or for the whole report. */
function findSubject(
  report: Observation,
  result: unknown,
  spoken: readonly Spoken[],
): Spoken | undefined {
  const named = [
    ...listAt(result, 'resources').slice(0, 50),
    ...listAt(result, 'subjects').slice(0, 50),
  ];
  const references =
    named.length > 0 ? named : [valueAt(report.object, 'scope')];
  return spoken.find(({ observation }) =>
    references.some(reference => isReferenceTo(reference, observation)),
  );
}

function isReferenceTo(reference: unknown, observation: Observation): boolean {
  const uid = textAt(reference, 'uid');
  if (uid !== undefined) return uid === observation.uid;
  return (
    textAt(reference, 'kind') === observation.kind &&
    textAt(reference, 'name') === observation.name &&
    (textAt(reference, 'namespace') ?? observation.namespace) ===
      observation.namespace
  );
}
