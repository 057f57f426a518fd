import type { Declaration } from '../observation';
import { nameDigest, type PlacementFacts } from '../placementFacts';
import type { Hop } from '../waybill';
import { buildHop, notShipped, type HopFinding } from './buildHop';

/**
 * Whether Git names a digest for the environment.
 *
 * @internal
 */
export function deriveDeclared(facts: PlacementFacts): Hop {
  const { declaration } = facts;
  if (!declaration) {
    return buildHop(
      'declared',
      facts.presence === 'absent'
        ? notShipped(facts)
        : {
            status: 'Unknown',
            reason: 'NotRead',
            message: `Git was not read: the model has no source location that says what ${facts.environment.name} is to run.`,
          },
    );
  }
  return buildHop(
    'declared',
    {
      ...findDeclared(facts, declaration),
      evidence: [
        {
          subject: 'Git',
          detail: [
            declaration.storageUri ?? declaration.error ?? declaration.state,
            ...(declaration.revision ? [`at ${declaration.revision}`] : []),
          ].join(' '),
          href: declaration.url,
        },
      ],
    },
    declaration.asOf,
  );
}

function findDeclared(
  facts: PlacementFacts,
  declaration: Declaration,
): HopFinding {
  const { name } = facts.environment;
  const why = declaration.error ? `: ${declaration.error}.` : '.';
  switch (declaration.state) {
    case 'found':
      return facts.declaredDigest === undefined
        ? {
            status: 'Failed',
            reason: 'OtherRepository',
            message: `Git declares ${declaration.storageUri} for ${name}, and that is no version of ${facts.repository}.`,
            digest: declaration.digest,
          }
        : {
            status: 'Current',
            reason: 'Declared',
            message: `Git declares ${nameDigest(
              facts,
              facts.declaredDigest,
            )} for ${name}.`,
            digest: facts.declaredDigest,
          };
    case 'missing':
      return facts.presence === 'absent'
        ? notShipped(facts)
        : {
            status: 'NotFound',
            reason: 'NotDeclared',
            message: `Git declares nothing for ${name}.`,
          };
    case 'unpinned':
      return {
        status: 'Failed',
        reason: 'NotPinned',
        message: `Git names no digest for ${name}${why}`,
      };
    default:
      return {
        status: 'Unknown',
        reason: 'GitUnreadable',
        message: `What Git declares for ${name} could not be read${why}`,
      };
  }
}
