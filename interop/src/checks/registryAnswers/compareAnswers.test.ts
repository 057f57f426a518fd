import { compareAnswers } from './compareAnswers';

const answer = {
  request: 'GET /v2/{}/blobs/<digest>',
  status: 404,
  errorCode: 'BLOB_UNKNOWN',
  headers: { 'docker-distribution-api-version': 'registry/2.0' },
};

describe('compareAnswers', () => {
  it('finds equal answers equal', () => {
    expect(compareAnswers([answer], [{ ...answer }])).toEqual([]);
  });

  it('names each field that differs', () => {
    const other = { ...answer, status: 400, headers: {} };
    expect(
      compareAnswers([answer], [other]).map(difference => difference.field),
    ).toEqual(['status', 'header docker-distribution-api-version']);
  });

  it('allows an error code where the reference has none', () => {
    const bare = { ...answer, errorCode: undefined };
    expect(compareAnswers([bare], [answer])).toEqual([]);
    expect(compareAnswers([answer], [bare])).toHaveLength(1);
  });

  it('refuses to compare conversations of different length', () => {
    expect(() => compareAnswers([answer], [])).toThrow(
      '0 answers instead of 1',
    );
  });
});
