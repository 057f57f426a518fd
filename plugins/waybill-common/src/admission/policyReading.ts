import { textAt } from '../model/untrustedJson';
import type {
  AdmissionEnforcement,
  AdmissionEngine,
  PolicyForecast,
  PolicyOutcome,
} from './admissionForecast';
import type { AdmissionForecastInput } from './admissionInput';
import type { AdmittedImage, AdmittedObject } from './candidateObjects';
import { allOf, anyOf, unknown, type Answer } from './match/answer';

/** What an engine's reader gets: one policy, and all that is known of the candidate. @internal */
export interface PolicyContext extends AdmissionForecastInput {
  readonly policy: unknown;
  readonly objects: readonly AdmittedObject[];
}

/** A policy's word, and whether a dry run of the serving object asks it as well. @internal */
export interface PolicyReading extends PolicyForecast {
  readonly isAskedByDryRun: boolean;
}

/** @internal */
export function reading(
  context: PolicyContext,
  engine: AdmissionEngine,
  enforcement: AdmissionEnforcement,
  rest: {
    readonly outcome: PolicyOutcome;
    readonly message: string;
    readonly isAskedByDryRun?: boolean;
  },
): PolicyReading {
  const namespace = textAt(context.policy, 'metadata', 'namespace');
  return {
    engine,
    kind: textAt(context.policy, 'kind') ?? 'unknown',
    name: textAt(context.policy, 'metadata', 'name') ?? 'unknown',
    ...(namespace && { namespace }),
    enforcement,
    isAskedByDryRun: false,
    ...rest,
  };
}

/** What a policy makes of one object: whether it looks at it, and what it then says. @internal */
export interface ObjectAnswer {
  readonly object: AdmittedObject;
  readonly looksAt: Answer;
  readonly accepts: Answer;
}

/**
 * Puts together what a policy says of each object.
 *
 * @internal
 */
export function concludeObjects(
  context: PolicyContext,
  engine: AdmissionEngine,
  enforcement: AdmissionEnforcement,
  answers: readonly ObjectAnswer[],
): PolicyReading {
  const looked = answers.filter(({ looksAt }) => looksAt.is !== 'no');
  const say = (outcome: PolicyOutcome, message: string, of = looked) =>
    reading(context, engine, enforcement, {
      outcome,
      message,
      isAskedByDryRun: of.every(({ object }) => object.isApplied),
    });
  if (looked.length === 0) {
    return say('does-not-match', 'It does not look at this digest here.');
  }
  const denying = looked.find(
    ({ looksAt, accepts }) => looksAt.is === 'yes' && accepts.is === 'no',
  );
  if (denying) {
    return say(
      'denies',
      `It looks at the ${denying.object.kind}, and the digest does not carry what it asks for.`,
      [denying],
    );
  }
  const open = looked.filter(({ accepts }) => accepts.is !== 'yes');
  if (open.length > 0) {
    const why = [open[0].looksAt, open[0].accepts].find(
      ({ is }) => is === 'unknown',
    );
    return say(
      'not-evaluated',
      `Waybill cannot say: ${why && 'why' in why ? why.why : 'unknown'}.`,
      open,
    );
  }
  return say('admits', 'The digest carries what it asks for.');
}

/**
 * What a policy says of the images that it looks at. Of images beside the candidate nothing is known: they make a yes
 * unknown, and no no.
 *
 * @internal
 */
export function judgeImages(
  images: readonly AdmittedImage[],
  matches: (reference: string) => Answer,
  accepts: (image: AdmittedImage) => Answer,
): { readonly looksAt: Answer; readonly accepts: Answer } {
  const looked = images
    .map(image => ({ image, looksAt: matches(image.reference) }))
    .filter(({ looksAt }) => looksAt.is !== 'no');
  return {
    looksAt: anyOf(looked.map(({ looksAt }) => looksAt)),
    accepts: allOf(
      looked.map(({ image }) =>
        image.isCandidate
          ? accepts(image)
          : unknown(`it also looks at '${image.reference.slice(0, 200)}'`),
      ),
    ),
  };
}
