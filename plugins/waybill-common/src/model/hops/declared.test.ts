import { V1_NAME, derive, hop } from '../__fixtures__/derive';
import { REPOSITORY, V1, declaration, uriOf } from '../__fixtures__/placements';
import type { PlacementInput } from '../PlacementInput';

describe('deriveDeclared', () => {
  it.each<[string, PlacementInput['declaration'], string, string]>([
    [
      'was not read',
      undefined,
      'Unknown NotRead: Git was not read: the model has no source location that says what dev is to run.',
      'Unknown NothingToCompare',
    ],
    [
      'says nothing',
      declaration(null, { state: 'missing' }),
      'NotFound NotDeclared: Git declares nothing for dev.',
      'Unknown NothingToCompare',
    ],
    [
      'names a tag',
      declaration(null, {
        state: 'unpinned',
        error: 'The file names the model by tag and not by digest',
      }),
      'Failed NotPinned: Git names no digest for dev: The file names the model by tag and not by digest.',
      'Unknown NothingToCompare',
    ],
    [
      'names a tag, and why is not told',
      declaration(null, { state: 'unpinned' }),
      'Failed NotPinned: Git names no digest for dev.',
      'Unknown NothingToCompare',
    ],
    [
      'names another repository',
      declaration(V1, { storageUri: `oci://r.example/models/other@${V1}` }),
      `Failed OtherRepository: Git declares oci://r.example/models/other@${V1} for dev, and that is no version of ${REPOSITORY}.`,
      'Unknown NothingToCompare',
    ],
    [
      'has a revision',
      declaration(V1, { revision: 'abc123', storageUri: undefined }),
      `Current Declared: Git declares ${V1_NAME} for dev.`,
      'Current Applied',
    ],
  ])('when Git %s', (_, declared, expected, applied) => {
    const placement = derive({ declaration: declared });
    expect(hop(placement, 'declared')).toBe(expected);
    expect(hop(placement, 'applied')).toContain(applied);
    // What runs is held against what the cluster was told, and that is well.
    expect(hop(placement, 'running')).toBe(
      `Current Running: 1 pod runs ${V1_NAME}.`,
    );
  });

  it('says where it read what', () => {
    const [fact] = derive({
      declaration: declaration(V1, { revision: 'abc123' }),
    }).waybill.hops[2].evidence;
    expect(fact).toMatchObject({
      subject: 'Git',
      detail: `${uriOf(V1)} at abc123`,
    });
  });
});
