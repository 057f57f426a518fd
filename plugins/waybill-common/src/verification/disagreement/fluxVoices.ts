import { isDigest } from '../../reference/digest';
import { listAt, numberAt, textAt, valueAt } from '../../model/untrustedJson';
import {
  parsePendingRevision,
  readArtifactRevision,
} from '../../model/fluxRevision';
import type { Observation } from '../../model/observation';
import type { Verdict } from '../verdict';
import type { Claim } from './Claim';
import { findDigest, isTechnical } from './words';

/** Our own verdicts. @public */
export interface OwnVerdicts {
  /** `host/path` of the package. */
  readonly repository: string;
  /** Of the package, by digest. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Of what delivery engines fetch, by `host/path@digest`. */
  readonly sourceVerdicts?: Readonly<Record<string, Verdict>>;
}

/**
 * What Flux says in the condition `SourceVerified` of a source (source-controller v1.9). It is there only where
 * `spec.verify` is set, speaks of the artifact that was looked at last, and not of the one that is kept where that was
 * refused.
 *
 * @internal
 */
export function claimOfSource(
  source: Observation,
  own: OwnVerdicts,
): Claim | undefined {
  const { kind, namespace, name, object, observedAt } = source;
  const base = {
    source: 'flux',
    subject: `${kind} ${namespace}/${name}`,
    observedAt,
  } as const;
  switch (kind) {
    case 'OCIRepository':
      return { ...base, ...readOciRepository(object, own) };
    case 'GitRepository':
      return { ...base, about: 'commit', ...readState(object) };
    case 'HelmChart':
      return { ...base, about: 'chart', ...readState(object) };
    default:
      return undefined;
  }
}

function readOciRepository(object: unknown, own: OwnVerdicts) {
  const repository = repositoryOf(object);
  const state = readState(object);
  const isPackage = repository === own.repository;
  const { digest } = state;
  const verdict = isPackage
    ? digest && lookUp(own.verdicts, digest)
    : digest && lookUp(own.sourceVerdicts, `${repository}@${digest}`);
  return {
    ...state,
    about: isPackage ? ('package' as const) : ('manifests' as const),
    ...(verdict && { verdict }),
  };
}

/** @internal */
export function lookUp<T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function readState(
  object: unknown,
): Pick<Claim, 'says' | 'reason' | 'digest' | 'words'> {
  const condition = listAt(object, 'status', 'conditions')
    .slice(0, 100)
    .find(entry => textAt(entry, 'type') === 'SourceVerified');
  const held = readArtifactRevision(object)?.digest;
  if (valueAt(object, 'spec', 'verify') === undefined) {
    return {
      says: 'unknown',
      reason: 'NotConfigured',
      words: 'it was not told to check a signature',
      ...withDigest(held),
    };
  }
  if (condition === undefined) {
    return {
      says: 'unknown',
      reason: 'NotChecked',
      words: 'it was told to check the signature, and has not done so',
      ...withDigest(held),
    };
  }
  const words = textAt(condition, 'message');
  const said = {
    reason: textAt(condition, 'reason'),
    words,
  };
  const generation = numberAt(object, 'metadata', 'generation');
  const observed = numberAt(condition, 'observedGeneration');
  if (
    generation !== undefined &&
    observed !== undefined &&
    observed < generation
  ) {
    return {
      says: 'unknown',
      reason: 'NotChecked',
      words: 'its configuration has changed since it checked the signature',
      ...withDigest(held),
    };
  }
  switch (textAt(condition, 'status')) {
    case 'True':
      return {
        ...said,
        says: 'trusted',
        ...withDigest(findDigest(words) ?? held),
      };
    case 'False':
      return {
        ...said,
        says: isTechnical(words) ? 'unknown' : 'refused',
        ...withDigest(findDigest(words) ?? pendingDigest(object)),
      };
    default:
      return { ...said, says: 'unknown', ...withDigest(held) };
  }
}

/** Where Flux does not name what it refused: what it has seen and does not hold. */
function pendingDigest(object: unknown): string | undefined {
  return listAt(object, 'status', 'conditions')
    .slice(0, 100)
    .map(entry => parsePendingRevision(textAt(entry, 'message'))?.digest)
    .find(digest => digest !== undefined);
}

/** Commits have other digests than packages. */
function withDigest(digest: string | undefined) {
  return digest?.startsWith('sha256:') ? { digest } : {};
}

/**
 * What an OCIRepository holds and has refused, as `host/path` and digest: what Flux may have a word on. At most two.
 *
 * @public
 */
export function artifactsOfSource(
  source: unknown,
): { readonly repository: string; readonly digest: string }[] {
  const repository = repositoryOf(source);
  if (repository === undefined) return [];
  const held = readArtifactRevision(source)?.digest;
  const { digest: judged } = readState(source);
  return [...new Set([held, judged])].flatMap(digest =>
    digest !== undefined && isDigest(digest) ? [{ repository, digest }] : [],
  );
}

function repositoryOf(source: unknown): string | undefined {
  return /^oci:\/\/([^@\s]{1,500})$/
    .exec(textAt(source, 'spec', 'url') ?? '')?.[1]
    ?.replace(/\/+$/, '');
}
