import { normalise } from './normalise';

const names = { texts: new Map([['127.0.0.1:5001', '<registry>']]) };

describe('normalise', () => {
  it('replaces addresses, times, hashes and chance', () => {
    expect(
      normalise(
        {
          uri: `oci://127.0.0.1:5001/models/iris@sha256:${'a'.repeat(64)}`,
          pod: 'iris-predictor-7fc5f97949-qph85',
          replicaSet: 'iris-predictor-7fc5f97949',
          message:
            'Applied revision: main@sha1:65ed34cc3f2e4e5e7cedbc9eaca7bcd6c505f885 in 85.3ms',
          since: '2026-11-21T10:08:33Z',
          count: 3,
        },
        names,
      ),
    ).toEqual({
      uri: `oci://<registry>/models/iris@sha256:${'a'.repeat(64)}`,
      pod: 'iris-predictor-<template>-<pod>',
      replicaSet: 'iris-predictor-<template>',
      message: 'Applied revision: main@sha1:<commit> in <duration>',
      since: '<random>',
      count: 3,
    });
  });
});
