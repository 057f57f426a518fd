import {
  ClusterError,
  PackagingError,
  RegistryError,
  ScmError,
} from '@waybill/backstage-plugin-waybill-node';
import { toHttpError, WaybillError, type WaybillErrorCode } from './errors';

describe('toHttpError', () => {
  it.each<[WaybillErrorCode, string]>([
    ['MODEL_NOT_FOUND', 'NotFoundError'],
    ['NOT_A_MODEL', 'InputError'],
    ['ENVIRONMENT_NOT_FOUND', 'NotFoundError'],
    ['POD_NOT_FOUND', 'NotFoundError'],
    ['VERSION_NOT_FOUND', 'NotFoundError'],
    ['FILE_TOO_LARGE', 'PayloadTooLargeError'],
    ['UPLOAD_NOT_FOUND', 'NotFoundError'],
    ['UPLOAD_MALFORMED', 'InputError'],
    ['UPLOAD_STORE_FULL', 'ServiceUnavailableError'],
    ['UPLOAD_TOO_LARGE', 'PayloadTooLargeError'],
    ['TOO_MANY_CHECKS', 'TooManyRequestsError'],
    ['TOO_MANY_PREVIEWS', 'TooManyRequestsError'],
  ])('maps %s to %s', (code, name) => {
    expect(toHttpError(new WaybillError(code, 'what and why'))).toMatchObject({
      name,
      message: 'what and why',
    });
  });

  it.each([
    ['NOT_FOUND', 'NotFoundError'],
    ['UNREACHABLE', 'ServiceUnavailableError'],
    ['FORBIDDEN', 'ServiceUnavailableError'],
    ['REJECTED', 'InputError'],
  ] as const)('maps %s of a cluster to %s', (code, name) => {
    expect(
      toHttpError(new ClusterError({ code, cluster: 'dev', message: 'no' })),
    ).toMatchObject({ name });
  });

  it.each([
    ['FILE_NOT_FOUND', 'NotFoundError'],
    ['PACKAGE_NOT_VALID', 'ConflictError'],
  ] as const)('maps %s of a package to %s', (code, name) => {
    expect(
      toHttpError(new PackagingError({ code, message: 'no' })),
    ).toMatchObject({ name });
  });

  it.each([
    ['NOT_FOUND', 'NotFoundError'],
    ['UNAUTHORIZED', 'ServiceUnavailableError'],
    ['UNREACHABLE', 'ServiceUnavailableError'],
  ] as const)('maps %s of a registry to %s', (code, name) => {
    expect(
      toHttpError(new RegistryError({ code, message: 'no' })),
    ).toMatchObject({ name });
  });

  it.each([
    ['NOT_CONFIGURED', 'InputError'],
    ['NOT_FOUND', 'NotFoundError'],
    ['UNAUTHORIZED', 'ServiceUnavailableError'],
  ] as const)('maps %s of a Git host to %s', (code, name) => {
    expect(toHttpError(new ScmError({ code, message: 'no' }))).toMatchObject({
      name,
    });
  });

  it('leaves alone what it does not know', () => {
    const error = Object.assign(new Error('a defect'), { code: 'NOT_FOUND' });

    expect(toHttpError(error)).toBe(error);
    expect(toHttpError('text')).toBe('text');
  });
});
