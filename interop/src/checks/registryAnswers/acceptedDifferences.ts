/** A difference that is known, looked at and right to have. */
export interface AcceptedDifference {
  readonly scenario: string;
  /** As the comparison names it. */
  readonly request: string;
  readonly fields: readonly string[];
  readonly reason: string;
}

const MORE_LENIENT =
  'a client that accepts anything accepts an image manifest (RFC 9110, 12.5.1)';
const NOT_MODIFIED =
  'a 304 carries the ETag that the 200 would have carried (RFC 9110, 15.4.5)';
const SESSION_CODE =
  'BLOB_UPLOAD_UNKNOWN is the code of the specification; the other one misses the state that it keeps in its URLs';
const EMPTY_LIST = 'the specification asks for a list, and null is none';
const CLIENT_ERROR =
  "a mistake of the client's, which the distribution registry takes for one of its own";

const readingManifest =
  'pushing a manifest by tag and by digest, and reading it';
const manifestFields = [
  'status',
  'error code',
  'header content-length',
  'header content-type',
  'header docker-content-digest',
  'header etag',
];

/**
 * Where the sandbox's registry answers otherwise than the distribution registry, and why that is right. One that does
 * not show any more fails its scenario, so that the list stays true.
 */
export const ACCEPTED_DIFFERENCES: readonly AcceptedDifference[] = [
  ...['1.0.0', '<digest>'].flatMap(reference => [
    {
      scenario: readingManifest,
      request: `GET /v2/{}/manifests/${reference} (accepting anything)`,
      fields: manifestFields,
      reason: MORE_LENIENT,
    },
    {
      scenario: readingManifest,
      request: `GET /v2/{}/manifests/${reference} (known already)`,
      fields: ['header docker-content-digest', 'header etag'],
      reason: NOT_MODIFIED,
    },
  ]),
  {
    scenario: 'reading a blob, whole and in parts',
    request: 'GET /v2/{}/blobs/<digest> (a range behind its end)',
    fields: ['header docker-content-digest'],
    reason: 'an answer without the blob need not tell its digest',
  },
  {
    scenario: 'methods that an endpoint does not have',
    request: 'GET /v2/{}/blobs/uploads/',
    fields: ['status', 'error code', 'header allow'],
    reason:
      'the endpoint is there and has no GET; the distribution registry looks for a session without a name',
  },
  ...[
    'PATCH /v2/{}/blobs/uploads/<session>',
    'PUT /v2/{}/blobs/uploads/<session>?digest=<digest>',
    'DELETE /v2/{}/blobs/uploads/<session>',
  ].map(request => ({
    scenario: 'upload sessions that are not there',
    request,
    fields: ['error code'],
    reason: SESSION_CODE,
  })),
  {
    scenario: 'a blob in one request (POST with digest)',
    request: 'POST /v2/{}/blobs/uploads/?digest=<digest>',
    fields: [
      'status',
      'header docker-content-digest',
      'header location',
      'header range',
    ],
    reason:
      'a registry may take the blob at once or begin an upload (distribution-spec v1.1.1, "Single POST")',
  },
  {
    scenario: 'manifests that are refused',
    request: 'PUT /v2/{}/manifests/1.0.0 (an empty object)',
    fields: ['status', 'error code'],
    reason: CLIENT_ERROR,
  },
  {
    scenario: 'manifests that are refused',
    request: 'PUT /v2/{}/manifests/sha256:abc',
    fields: ['status', 'error code'],
    reason: CLIENT_ERROR,
  },
  {
    scenario: 'a manifest of more than 4 MiB',
    request: 'PUT /v2/{}/manifests/1.0.0',
    fields: ['status'],
    reason:
      'the specification has 413 for a manifest that is too large (distribution-spec v1.1.1, "Pushing Manifests")',
  },
  ...[
    ['deleting manifests and tags', 'GET /v2/{}/tags/list'],
    [
      'listing tags, whole and in pages',
      'GET /v2/{}/tags/list?last=nothing-of-this-name',
    ],
    ['listing tags, whole and in pages', 'GET /v2/{}/tags/list?n=2&last=zzz'],
  ].map(([scenario, request]) => ({
    scenario,
    request,
    fields: ['body'],
    reason: EMPTY_LIST,
  })),
  {
    scenario: 'listing tags, whole and in pages',
    request: 'GET /v2/{}/tags/list?n=6',
    fields: ['header link'],
    reason: 'the page holds all that there is: no next one is announced',
  },
];
