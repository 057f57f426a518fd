import { V1_NAME, derive, hop } from '../__fixtures__/derive';
import {
  REPOSITORY,
  V1,
  declaration,
  kustomization,
  ociRepository,
} from '../__fixtures__/placements';
import type { PlacementInput } from '../PlacementInput';

describe('derivePublished', () => {
  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'the registry is down and told nothing before',
      {
        versions: {
          items: [],
          problem: "'r.example' refuses the connection",
        },
      },
      `Unknown RegistryUnavailable: The registry cannot be asked for sha256:111111111111: 'r.example' refuses the connection.`,
    ],
    [
      'the registry is down and had told the version',
      {
        versions: {
          items: [{ tag: '1.0.0', digest: V1 }],
          problem: 'down',
          asOf: '2026-11-21T11:48:00Z',
        },
      },
      `Current Published: The registry holds ${V1_NAME}. Last seen 12 minutes ago: the registry does not answer.`,
    ],
    [
      'no version has the digest',
      { versions: { items: [] }, verdicts: {} },
      `NotFound NotPublished: No version in ${REPOSITORY} has the digest ${V1}: publish it, or declare one that is there.`,
    ],
    [
      'only a digest without a tag is left',
      { versions: { items: [] } },
      'Current PublishedWithoutTag: The registry holds sha256:111111111111, but no tag names it any more.',
    ],
    [
      'Git says which of two tags it means',
      {
        versions: {
          items: [
            { tag: 'v1.0.0', digest: V1 },
            { tag: '1.0.0', digest: V1 },
          ],
        },
        declaration: declaration(V1, { version: 'v1.0.0' }),
      },
      'Current Published: The registry holds version v1.0.0 (sha256:111111111111).',
    ],
    [
      'nothing is declared, and the cluster serves one',
      { declaration: declaration(null, { state: 'missing' }) },
      `Current Published: The registry holds ${V1_NAME}.`,
    ],
    [
      'nothing is declared, and only a Kustomization is there',
      {
        declaration: declaration(null, { state: 'missing' }),
        observations: [ociRepository(), kustomization()],
      },
      'NotFound NotDeclared: Nothing is declared for dev, so there is no version to look for.',
    ],
  ])('when %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'published')).toBe(expected);
  });
});
