import { readConditions } from '../../model/conditions';
import type { Observation } from '../../model/observation';
import { timeAt, textAt } from '../../model/untrustedJson';
import type { Claim } from './Claim';
import { isKyvernoText, isRatifyText } from './imageVerification';
import type { OtherVoiceSource } from './OtherVoice';
import type { Spoken } from './reportVoices';
import { findImages, isTechnical } from './words';

/** As long as an API server keeps events: what is older says nothing of now. */
const EVENT_FOR_MS = 60 * 60_000;

/** How the API server tells that a webhook refused (`ToStatusErr` of its admission plugins). */
const DENIAL =
  /admission webhook "([a-z0-9.-]{1,253})" denied the request:?\s*([\s\S]{0,2000})/;

interface Denial {
  readonly source: OtherVoiceSource;
  readonly words: string;
  readonly policy?: string;
  readonly says: Claim['says'];
}

/**
 * What admission webhooks that judge images have refused, from the message of somebody whom they refused.
 *
 * - Kyverno: `ivpol.validate.kyverno.svc-…` judges nothing but images; its other webhooks only in the words of their
 *   image verifier. `Policy x error:` is no refusal: it could not tell.
 * - policy-controller: `policy.sigstore.dev`. `no matching policies` says that nobody has judged the image.
 * - Gatekeeper: `validation.gatekeeper.sh`, where Ratify speaks through it.
 *
 * @internal
 */
export function readDenial(message: string | undefined): Denial | undefined {
  const [, webhook, said = ''] = DENIAL.exec(message ?? '') ?? [];
  if (webhook === undefined) return undefined;
  const words = said.trim();
  const refuses = (isUndecided: boolean) =>
    isUndecided || isTechnical(words) ? 'unknown' : ('refused' as const);
  if (/(^|\.)kyverno\.svc/.test(webhook)) {
    const isOfImages = webhook.startsWith('ivpol.') || isKyvernoDenial(words);
    const policy = /\bPolicy (\S{1,253}) (?:failed|error)\b/.exec(words)?.[1];
    const isError = /\bPolicy \S{1,253} error\b/.test(words);
    return isOfImages
      ? {
          source: 'kyverno',
          words,
          says: refuses(isError),
          ...(policy && { policy }),
        }
      : undefined;
  }
  if (webhook === 'policy.sigstore.dev') {
    const policy = /failed policy: ([^\s:]{1,253})/.exec(words)?.[1];
    return {
      source: 'policy-controller',
      words,
      says: refuses(/no matching policies/.test(words)),
      ...(policy && { policy }),
    };
  }
  if (webhook === 'validation.gatekeeper.sh' && isRatifyText(words)) {
    const policy = /^\[([^\]\s]{1,253})\]/.exec(words)?.[1];
    return {
      source: 'ratify',
      words,
      says: refuses(!/Subject failed verification/.test(words)),
      ...(policy && { policy }),
    };
  }
  return undefined;
}

/** A denial by rules lists policies and rules, one of which may speak of an image. */
function isKyvernoDenial(words: string): boolean {
  return words
    .split('\n')
    .some(line =>
      isKyvernoText(line.replace(/^[\s>|'-]*(?:[\w.-]+:[\s|>'-]*)?/, '')),
    );
}

/** Conditions in which those who were refused say so: they go when it is let in. */
const CONDITIONS: Readonly<Record<string, string>> = {
  Kustomization: 'Ready',
  Deployment: 'ReplicaFailure',
  ReplicaSet: 'ReplicaFailure',
};

/** @internal */
export interface DenialInput {
  readonly spoken: readonly Spoken[];
  readonly delivery?: Observation;
  /** Digest of the version whose manifests the delivery tried to apply, where it is known. */
  readonly attemptedDigest?: string;
  /** Name of the model's serving object, there or not. */
  readonly servingName?: string;
  readonly namespace: string;
  readonly repository: string;
}

/** @internal */
export function claimsOfConditions(input: DenialInput): Claim[] {
  const { delivery, spoken } = input;
  const objects = spoken
    .map(({ observation }) => observation)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'ReplicaSet');
  return [...(delivery ? [delivery] : []), ...objects].flatMap(object => {
    const condition = readConditions(object.object).get(
      CONDITIONS[object.kind],
    );
    const isDenied =
      object.kind === 'Kustomization'
        ? condition?.status === 'False'
        : condition?.status === 'True';
    const denial = isDenied ? readDenial(condition?.message) : undefined;
    if (!denial) return [];
    const isDelivery = object === delivery;
    if (isDelivery && !isAboutServing(condition?.message, input)) return [];
    return toClaim(denial, object, input, {
      digest: isDelivery ? input.attemptedDigest : undefined,
      reason: condition?.reason,
    });
  });
}

/** `InferenceService/models/iris dry-run failed …`: a Kustomization applies more than the model. */
function isAboutServing(
  message: string | undefined,
  { servingName, namespace }: DenialInput,
): boolean {
  const denied = /InferenceService\/([a-z0-9-]+)\/([a-z0-9.-]+)/.exec(
    message ?? '',
  );
  return (
    denied?.[1] === namespace &&
    (servingName === undefined || denied[2] === servingName)
  );
}

/**
 * What events of the last hour say of the objects of a placement.
 *
 * @internal
 */
export function claimsOfEvents(
  observations: readonly Observation[],
  input: DenialInput,
  now: string,
): Claim[] {
  return observations
    .filter(({ kind, object }) => kind === 'Event' && isRecent(object, now))
    .flatMap(event => claimOfEvent(event, input));
}

function claimOfEvent(event: Observation, input: DenialInput): Claim[] {
  const { object } = event;
  const message = textAt(object, 'message') ?? textAt(object, 'note');
  const about = input.spoken.find(({ observation }) =>
    (['involvedObject', 'regarding', 'related'] as const).some(field =>
      isAbout(object, field, observation),
    ),
  );
  // Gatekeeper writes into its own namespace, of objects that need not be there.
  if (!about) return [];
  // What was refused is then a part of the object, which need not be the model.
  const denial = readDenial(message);
  const said = denial ?? readEngineEvent(object, message);
  if (!said) return [];
  return toClaim(said, about.observation, input, {
    digest: denial ? undefined : about.digest,
    reason: textAt(object, 'reason'),
    observedAt: event.observedAt,
    subject: 'Event about ',
  });
}

/** Events that engines write themselves, where they are about images. */
function readEngineEvent(
  event: unknown,
  message: string | undefined,
): Denial | undefined {
  const component =
    textAt(event, 'source', 'component') ??
    textAt(event, 'reportingComponent') ??
    textAt(event, 'reportingController') ??
    '';
  const reason = textAt(event, 'reason');
  if (message === undefined) return undefined;
  const isKyverno =
    /^kyverno/.test(component) &&
    (reason === 'PolicyViolation' || reason === 'PolicyError');
  if (isKyverno) {
    const { policy, words } = readKyvernoEvent(event, message);
    return isKyvernoText(words)
      ? {
          source: 'kyverno',
          words,
          says:
            reason === 'PolicyError' || isTechnical(message)
              ? 'unknown'
              : 'refused',
          ...(policy && { policy }),
        }
      : undefined;
  }
  if (/^gatekeeper/.test(component) && isRatifyText(message)) {
    const policy = /Constraint: (\S{1,253}?),/.exec(message)?.[1];
    return {
      source: 'ratify',
      words: /Message: ([\s\S]+)/.exec(message)?.[1] ?? message,
      says: /Subject failed verification/.test(message) ? 'refused' : 'unknown',
      ...(policy && { policy }),
    };
  }
  return undefined;
}

/**
 * Kyverno writes events about the object (`policy x/rule fail: …`), and about the policy, which names the object
 * (`Pod ns/name: [rule] fail (blocked); …`).
 */
function readKyvernoEvent(
  event: unknown,
  message: string,
): { readonly policy?: string; readonly words: string } {
  const [, policy, words] =
    /^policy ([^\s/]{1,253})\S* \w+: ([\s\S]+)/.exec(message) ?? [];
  if (words !== undefined) return { policy, words };
  const ofPolicy =
    /^\S+ \S+: \[[^\]\s]*\] \w+(?: \(blocked\))?; ([\s\S]+)/.exec(message)?.[1];
  return ofPolicy === undefined
    ? { words: message }
    : { policy: textAt(event, 'involvedObject', 'name'), words: ofPolicy };
}

function toClaim(
  denial: Denial,
  object: Observation,
  { repository }: DenialInput,
  more: {
    readonly digest?: string;
    readonly reason?: string;
    readonly observedAt?: string;
    readonly subject?: string;
  },
): Claim[] {
  const images = findImages(denial.words, repository);
  if (images.isOfOthers) return [];
  const digest = images.digests.length === 1 ? images.digests[0] : more.digest;
  const { kind, namespace, name, observedAt } = object;
  return [
    {
      source: denial.source,
      about: 'package',
      subject: `${more.subject ?? ''}${kind} ${namespace}/${name}`,
      says: denial.says,
      ...(denial.policy !== undefined && { policy: denial.policy }),
      ...(more.reason !== undefined && { reason: more.reason }),
      words: denial.words,
      ...(digest !== undefined && { digest }),
      observedAt: more.observedAt ?? observedAt,
    },
  ];
}

function isAbout(
  event: unknown,
  field: string,
  { kind, namespace, name }: Observation,
): boolean {
  return (
    textAt(event, field, 'kind') === kind &&
    textAt(event, field, 'name') === name &&
    (textAt(event, field, 'namespace') ?? namespace) === namespace
  );
}

function isRecent(event: unknown, now: string): boolean {
  const at =
    timeAt(event, 'lastTimestamp') ??
    timeAt(event, 'series', 'lastObservedTime') ??
    timeAt(event, 'eventTime') ??
    timeAt(event, 'metadata', 'creationTimestamp');
  return at !== undefined && Date.parse(now) - Date.parse(at) <= EVENT_FOR_MS;
}
