import {
  findVersion,
  nameDigest,
  type PlacementFacts,
} from '../placementFacts';
import { describeAge } from '../time';
import type { Hop } from '../waybill';
import { buildHop, notShipped, type HopFinding } from './buildHop';

/**
 * Whether the registry has the digest that is meant to run.
 *
 * @internal
 */
export function derivePublished(facts: PlacementFacts): Hop {
  const digest = facts.declaredDigest ?? facts.servedDigest;
  const { asOf } = facts.versions;
  return digest === undefined
    ? buildHop('published', nothingMeant(facts), facts.declaration?.asOf)
    : buildHop('published', findPublished(facts, digest), asOf);
}

function findPublished(facts: PlacementFacts, digest: string): HopFinding {
  const { problem, asOf } = facts.versions;
  const version = findVersion(facts, digest);
  const name = nameDigest(facts, digest);
  if (version) {
    return {
      status: 'Current',
      reason: 'Published',
      message: `The registry holds ${name}.${
        problem === undefined
          ? ''
          : ` Last seen ${describeAge(
              asOf,
              facts.now,
            )}: the registry does not answer.`
      }`,
      since: version.createdAt,
      digest,
      evidence: [
        { subject: `${facts.repository}:${version.tag}`, detail: digest },
        ...describeProblem(problem),
      ],
    };
  }
  if (problem !== undefined) {
    return {
      status: 'Unknown',
      reason: 'RegistryUnavailable',
      message: `The registry cannot be asked for ${name}: ${problem}`,
      digest,
      evidence: describeProblem(problem),
    };
  }
  const verdict = facts.verdicts[digest];
  if (verdict && verdict.state !== 'unknown') {
    return {
      status: 'Current',
      reason: 'PublishedWithoutTag',
      message: `The registry holds ${name}, but no tag names it any more.`,
      digest,
      evidence: [{ subject: facts.repository, detail: digest }],
    };
  }
  return {
    status: 'NotFound',
    reason: 'NotPublished',
    message: `No version in ${facts.repository} has the digest ${digest}: publish it, or declare one that is there.`,
    digest,
    evidence: [
      {
        subject: facts.repository,
        detail: `${facts.versions.items.length} versions, none with this digest`,
      },
    ],
  };
}

function describeProblem(problem: string | undefined) {
  return problem === undefined
    ? []
    : [{ subject: 'registry', detail: problem }];
}

/**
 * What to say where neither Git nor the cluster names a digest, so that there is none to look for.
 *
 * @internal
 */
export function nothingMeant(facts: PlacementFacts): HopFinding {
  const state = facts.declaration?.state;
  if (
    facts.presence === 'absent' &&
    (state === undefined || state === 'missing')
  ) {
    return notShipped(facts);
  }
  return state === 'missing'
    ? {
        status: 'NotFound',
        reason: 'NotDeclared',
        message: `Nothing is declared for ${facts.environment.name}, so there is no version to look for.`,
      }
    : {
        status: 'Unknown',
        reason: 'NotDeclared',
        message: `It cannot be told which version is meant for ${facts.environment.name}: Git could not be read, or names none of this model by digest.`,
      };
}
