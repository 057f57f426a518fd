import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type TrustPolicy,
} from '../../verification';
import { PEM, trustPolicy, WORKFLOW } from './__testUtils__/trustPolicies';
import type { AdmissionNote, AdmissionPolicyOptions } from './admissionPolicy';
import { buildClusterImagePolicies } from './clusterImagePolicy';
import { buildFluxVerification } from './fluxVerify';
import { buildKyvernoClusterPolicy } from './kyverno/clusterPolicy';
import { buildKyvernoPolicies } from './kyverno/imageValidatingPolicy';
import { buildRatifyPolicy } from './ratify/ratifyPolicy';

const ENFORCE: AdmissionPolicyOptions = { enforcement: 'enforce' };
const AUDIT: AdmissionPolicyOptions = { enforcement: 'audit' };
const BUILDERS: Readonly<
  Record<
    string,
    (
      policy: TrustPolicy,
      options: AdmissionPolicyOptions,
    ) => { readonly notes: readonly AdmissionNote[] }
  >
> = {
  kyverno: buildKyvernoPolicies,
  'older kyverno': buildKyvernoClusterPolicy,
  'policy-controller': buildClusterImagePolicies,
  ratify: buildRatifyPolicy,
  flux: buildFluxVerification,
};

function notesOf(
  engine: string,
  policy: TrustPolicy,
  options = ENFORCE,
): string[] {
  return BUILDERS[engine](policy, options).notes.map(
    ({ effect, message }) => `${effect}: ${message}`,
  );
}

describe('what engines cannot say', () => {
  it.each(Object.keys(BUILDERS))(
    '%s refuses a policy that names nobody',
    engine => {
      for (const [code, policy] of [
        ['NO_SIGNER', trustPolicy({ keys: [] })],
        ['NO_REPOSITORY', trustPolicy({ repositories: [] })],
        ['INVALID_NAME', trustPolicy({ name: '§' })],
      ] as const) {
        expect(() => BUILDERS[engine](policy, ENFORCE)).toThrow(
          expect.objectContaining({ name: 'ManifestError', code }),
        );
      }
    },
  );

  it.each(
    (
      [
        ['kyverno', { timestamp: 'required' }, /^weaker: .*timestamp/],
        [
          'kyverno',
          { repositories: ['r.example/*'] },
          /^stricter: .*'r\.example\/\*'/,
        ],
        [
          'kyverno',
          { repositories: ['docker.io/acme/**'] },
          /^weaker: .*Docker Hub/,
        ],
        [
          'kyverno',
          { trustRoot: 'company' },
          /^weaker: .*'company' was not given/,
        ],
        ['older kyverno', { trustRoot: 'company' }, /^weaker: .*'company'/],
        ['older kyverno', { timestamp: 'required' }, /^weaker: .*timestamp/],
        [
          'policy-controller',
          { repositories: ['r.example/iris'] },
          /^stricter: .*'r\.example\/iris'/,
        ],
        [
          'policy-controller',
          { timestamp: 'required' },
          /^needs: A TrustRoot 'public-good'/,
        ],
        ['policy-controller', {}, /^weaker: .*image volume/],
        ['ratify', { timestamp: 'required' }, /^weaker: .*timestamp/],
        [
          'ratify',
          { attestations: [{ predicateType: 'p' }] },
          /^weaker: .*'p' may be missing/,
        ],
        [
          'ratify',
          { identities: [WORKFLOW] },
          /^stricter: .*'workflow' is refused/,
        ],
        [
          'ratify',
          { trustRoot: 'company' },
          /^weaker: .*'company' is not asked/,
        ],
        ['ratify', {}, /^stricter: .*legacy form only/],
        [
          'flux',
          { identities: [WORKFLOW] },
          /^stricter: .*'workflow' is refused/,
        ],
        [
          'flux',
          { attestations: [{ predicateType: 'p' }] },
          /^weaker: .*'p' may be missing/,
        ],
        [
          'flux',
          { transparencyLog: 'required' },
          /^weaker: .*transparency log/,
        ],
        ['flux', { timestamp: 'required' }, /^weaker: .*timestamp/],
        [
          'flux',
          { keys: [], identities: [WORKFLOW], trustRoot: 'company' },
          /^needs: A Secret 'portal-trusted-root'/,
        ],
      ] as const
    ).map(row => row),
  )('%s with %j says so', (engine, more, expected) => {
    const notes = notesOf(engine, trustPolicy(more as Partial<TrustPolicy>));
    expect(notes).toContainEqual(expect.stringMatching(expected));
    // What holds for every policy is said of the plain one as well.
    const isAlways = Object.keys(more).length === 0;
    expect(
      notesOf(engine, trustPolicy()).some(note => expected.test(note)),
    ).toBe(isAlways);
  });
});

describe('buildKyvernoPolicies', () => {
  it('makes one policy for each kind, that denies and fails closed', () => {
    const { objects } = buildKyvernoPolicies(trustPolicy(), {
      ...ENFORCE,
      namespaces: ['models'],
    });
    expect(objects.map(({ metadata }) => metadata.name)).toEqual([
      'portal-inferenceservices',
      'portal-llminferenceservices',
      'portal-pods',
    ]);
    for (const { spec } of objects) {
      expect(spec).toMatchObject({
        validationActions: ['Deny'],
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: {
            matchExpressions: [
              {
                key: 'kubernetes.io/metadata.name',
                operator: 'In',
                values: ['models'],
              },
            ],
          },
        },
        matchImageReferences: [{ glob: 'registry.example.com/models/*' }],
      });
    }
  });

  it('only writes down, and lets pass while Kyverno is away, when auditing', () => {
    const [{ spec }] = buildKyvernoPolicies(trustPolicy(), AUDIT).objects;
    expect(spec).toMatchObject({
      validationActions: ['Audit'],
      failurePolicy: 'Ignore',
    });
  });

  it('asks for the signature by its predicate type, and for each attestation', () => {
    const [{ spec }] = buildKyvernoPolicies(
      trustPolicy({
        identities: [WORKFLOW],
        attestations: [{ predicateType: 'p' }],
      }),
      ENFORCE,
    ).objects;
    expect(spec.attestations).toEqual([
      { name: 'signature', intoto: { type: COSIGN_SIGN_PREDICATE_TYPE } },
      { name: 'attestation1', intoto: { type: 'p' } },
    ]);
    expect(spec.validations.map(({ expression }) => expression)).toEqual([
      "images.models.all(image, image.contains('@sha256:'))",
      'images.models.all(image, verifyAttestationSignatures(image, attestations.signature, [attestors.key1, attestors.identity1]) > 0)',
      'images.models.all(image, verifyAttestationSignatures(image, attestations.attestation1, [attestors.key1, attestors.identity1]) > 0)',
    ]);
  });

  it('asks keys without the log unless it is required', () => {
    const ctlogOf = (more: Partial<TrustPolicy>) =>
      buildKyvernoPolicies(trustPolicy(more), ENFORCE).objects[0].spec
        .attestors[0].cosign.ctlog;
    expect(ctlogOf({})?.insecureIgnoreTlog).toBe(true);
    expect(ctlogOf({ transparencyLog: 'required' })?.insecureIgnoreTlog).toBe(
      false,
    );
  });

  it('takes a subject without stars as it is, and one with stars as an anchored expression', () => {
    const [{ spec }] = buildKyvernoPolicies(
      trustPolicy({
        keys: [],
        identities: [
          WORKFLOW,
          { name: 'p', issuer: 'https://i.example', subject: 'a@b.example' },
        ],
        trustRoot: 'company',
      }),
      { ...ENFORCE, trustedRoots: { company: '{"root":1}' } },
    ).objects;
    expect(
      spec.attestors.map(({ cosign }) => cosign.keyless?.identities[0]),
    ).toEqual([
      {
        issuer: WORKFLOW.issuer,
        subjectRegExp:
          '^https://git\\.example\\.com/acme/[^/]*/release\\.yaml@refs/tags/.*$',
      },
      { issuer: 'https://i.example', subject: 'a@b.example' },
    ]);
    expect(spec.attestors[0].cosign.trustedRoot).toEqual({
      value: '{"root":1}',
    });
  });
});

describe('buildKyvernoClusterPolicy', () => {
  it('reads each place by a rule of its own', () => {
    const [{ spec }] = buildKyvernoClusterPolicy(trustPolicy(), AUDIT).objects;
    expect(spec.validationFailureAction).toBe('Audit');
    const paths = spec.rules.flatMap(({ imageExtractors }) =>
      Object.values(imageExtractors ?? {}).flatMap(list =>
        list.map(({ path }) => path),
      ),
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        '/spec/predictor/model/storageUri',
        '/spec/predictor/storageUris/*/uri',
        '/spec/canary/*/predictor/model/storageUri',
        '/spec/model/uri',
        '/spec/volumes/*/image/reference',
      ]),
    );
    expect(
      new Set(
        spec.rules.flatMap(rule => rule.verifyImages.map(({ type }) => type)),
      ),
    ).toEqual(new Set(['Cosign']));
  });
});

describe('buildClusterImagePolicies', () => {
  it('asks for signature and attestations apart: one authority with an attestation asks for no signature', () => {
    const { objects } = buildClusterImagePolicies(
      trustPolicy({
        attestations: [{ predicateType: 'p' }, { predicateType: 'q' }],
      }),
      ENFORCE,
    );
    expect(
      objects.map(({ metadata, spec }) => [
        metadata.name,
        spec.mode,
        spec.authorities.map(({ attestations }) =>
          attestations?.map(a => a.predicateType),
        ),
      ]),
    ).toEqual([
      ['portal', 'enforce', [undefined]],
      ['portal-attestation-1', 'enforce', [['p']]],
      ['portal-attestation-2', 'enforce', [['q']]],
    ]);
  });

  it('reads the legacy form of keys whatever is asked: bundles are for identities alone', () => {
    const [{ spec }] = buildClusterImagePolicies(
      trustPolicy({
        identities: [WORKFLOW],
        repositories: ['docker.io/acme/iris'],
      }),
      { ...AUDIT, signatureFormat: 'bundle' },
    ).objects;
    expect(spec.mode).toBe('warn');
    expect(spec.images).toEqual([{ glob: 'index.docker.io/acme/iris*' }]);
    expect(
      spec.authorities.map(({ name, signatureFormat }) => [
        name,
        signatureFormat,
      ]),
    ).toEqual([
      ['key-1', 'legacy'],
      ['identity-1', 'bundle'],
    ]);
  });
});

describe('buildRatifyPolicy', () => {
  it('gives Ratify prefixes that do not overlap, and Gatekeeper the exact pattern', () => {
    const { objects } = buildRatifyPolicy(
      trustPolicy({
        repositories: ['r.example/a/**', 'r.example/a/*/b', 'r.example/c'],
      }),
      AUDIT,
    );
    const verifier = objects.find(({ kind }) => kind === 'Verifier');
    expect(verifier).toMatchObject({
      spec: {
        parameters: {
          trustPolicies: [
            { scopes: ['r.example/a/*', 'r.example/c*'], tLogVerify: false },
          ],
        },
      },
    });
    expect(objects.at(-1)).toMatchObject({
      spec: {
        enforcementAction: 'dryrun',
        parameters: {
          images: [
            '^r\\.example/a/.*([:@].*)?$',
            '^r\\.example/a/[^/]*/b([:@].*)?$',
            '^r\\.example/c([:@].*)?$',
          ],
        },
      },
    });
  });

  it('joins the identities of one issuer', () => {
    const { objects } = buildRatifyPolicy(
      trustPolicy({
        keys: [],
        identities: [
          WORKFLOW,
          { ...WORKFLOW, name: 'second', subject: 'b@c.example' },
          { name: 'third', issuer: 'https://other.example', subject: '**' },
        ],
      }),
      ENFORCE,
    );
    expect(objects.find(({ kind }) => kind === 'Verifier')).toMatchObject({
      spec: {
        parameters: {
          trustPolicies: [
            {
              keyless: {
                certificateOIDCIssuer: WORKFLOW.issuer,
                certificateIdentityRegExp:
                  '^https://git\\.example\\.com/acme/[^/]*/release\\.yaml@refs/tags/.*$|^b@c\\.example$',
              },
            },
          ],
        },
      },
    });
  });
});

describe('buildFluxVerification', () => {
  it('puts each key into the Secret under a name that Flux reads', () => {
    const { verify, objects } = buildFluxVerification(
      trustPolicy({
        keys: [
          { name: 'a', publicKeyPem: PEM },
          { name: 'b', publicKeyPem: 'B' },
        ],
      }),
      ENFORCE,
    );
    expect(verify).toEqual({
      provider: 'cosign',
      secretRef: { name: 'portal-keys' },
    });
    expect(objects[0].stringData).toEqual({
      'key-1.pub': PEM,
      'key-2.pub': 'B',
    });
  });

  it('anchors issuer and subject, which Flux takes for expressions', () => {
    const { verify, objects } = buildFluxVerification(
      trustPolicy({ keys: [], identities: [WORKFLOW], trustRoot: 'company' }),
      { ...ENFORCE, trustedRoots: { company: '{}' } },
    );
    expect(verify.matchOIDCIdentity).toEqual([
      {
        issuer: '^https://token\\.actions\\.example\\.com$',
        subject:
          '^https://git\\.example\\.com/acme/[^/]*/release\\.yaml@refs/tags/.*$',
      },
    ]);
    expect(verify.trustedRootSecretRef).toEqual({
      name: objects[0].metadata.name,
    });
    expect(objects[0].stringData).toEqual({ 'trusted_root.json': '{}' });
  });
});
