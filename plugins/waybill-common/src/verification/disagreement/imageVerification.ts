import { textAt } from '../../model/untrustedJson';
import type { OtherVoiceSource } from './OtherVoice';

/** Source of what Kyverno's ImageValidatingPolicies report: that kind judges images and nothing else. */
const IMAGE_POLICY_SOURCE = 'KyvernoImageValidatingPolicy';

/** Sources that Kyverno writes (v1.19, `pkg/utils/report/source.go`). */
const KYVERNO_SOURCE = /^kyverno/i;

/**
 * Words that Kyverno's rules `verifyImages` end with (v1.19, `pkg/engine/internal/imageverifier.go`): a report does not
 * say of what type a rule is, and its other rules never use them.
 */
const KYVERNO_WORDS =
  /^(verified image signatures? for|image verified$|verified from cache|failed to verify (image|signature)|image attestations? verification|unverified image|image is not verified|skipping image reference|missing digest for|mutated image digest|\.attest(or|ation)s\[)|: ?failed to verify (image|signature)/i;

/** Words of Ratify's constraint template `RatifyVerification`. */
const RATIFY_WORDS =
  /Subject failed verification|Error validating one or more images|System error calling external data provider/i;

const RATIFY_KIND = /^ratify/i;

/** Words of anybody else who judges signatures. */
const SIGNATURE_WORDS =
  /\b(cosign|sigstore|notation|notary|signatures?|signed|unsigned|attestations?)\b/i;

/** @internal */
export function isKyvernoText(text: string | undefined): boolean {
  return text !== undefined && KYVERNO_WORDS.test(text.trim());
}

/** @internal */
export function isRatifyText(text: string | undefined): boolean {
  return text !== undefined && RATIFY_WORDS.test(text);
}

/**
 * Who speaks in a result of a report, where it is about the verification of images; `undefined` for the many results
 * that are about something else.
 *
 * @internal
 */
export function sourceOfResult(result: unknown): OtherVoiceSource | undefined {
  const source = textAt(result, 'source') ?? '';
  const message = textAt(result, 'message');
  if (source === IMAGE_POLICY_SOURCE) return 'kyverno';
  if (KYVERNO_SOURCE.test(source)) {
    return isKyvernoText(message) ? 'kyverno' : undefined;
  }
  const words = ['policy', 'rule', 'category', 'message']
    .map(field => textAt(result, field) ?? '')
    .join(' ');
  if (/gatekeeper|ratify/i.test(source)) {
    const isRatify =
      isRatifyText(message) ||
      RATIFY_KIND.test(textAt(result, 'policy') ?? '') ||
      RATIFY_KIND.test(textAt(result, 'rule') ?? '');
    return isRatify ? 'ratify' : undefined;
  }
  if (/policy-controller|sigstore/i.test(source)) return 'policy-controller';
  return SIGNATURE_WORDS.test(words) ? 'admission-report' : undefined;
}

/** Kyverno's word for a policy that judges nothing but images. @internal */
export function isImagePolicyResult(result: unknown): boolean {
  return textAt(result, 'source') === IMAGE_POLICY_SOURCE;
}
