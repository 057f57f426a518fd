import {
  buildClusterImagePolicies,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  type AdmissionPolicyOptions,
} from '../manifests/admission';
import { trustPolicy } from '../manifests/admission/__testUtils__/trustPolicies';
import type { TrustPolicy } from '../verification';
import {
  candidate,
  DIGEST,
  input,
  KEY,
  OTHER_KEY,
  REPOSITORY,
  service,
  signatures,
  signedBy,
} from './__testUtils__/candidates';
import type { AdmissionForecastInput } from './admissionInput';
import { forecastAdmission } from './forecastAdmission';

const ENFORCE: AdmissionPolicyOptions = { enforcement: 'enforce' };

const ours = (more: Partial<TrustPolicy> = {}) =>
  trustPolicy({ keys: [{ name: 'release', publicKeyPem: KEY }], ...more });

const GENERATED: Readonly<
  Record<
    string,
    (policy: TrustPolicy, options: AdmissionPolicyOptions) => unknown[]
  >
> = {
  kyverno: (policy, options) => [
    ...buildKyvernoPolicies(policy, options).objects,
  ],
  'older kyverno': (policy, options) => [
    ...buildKyvernoClusterPolicy(policy, options).objects,
  ],
  'policy-controller': (policy, options) => [
    ...buildClusterImagePolicies(policy, options).objects,
  ],
};

describe('forecastAdmission of what Waybill generates', () => {
  describe.each(Object.keys(GENERATED))('for %s', engine => {
    const conclude = (
      policy: TrustPolicy,
      more: Partial<AdmissionForecastInput> = {},
      options = ENFORCE,
    ) => forecastAdmission(input(GENERATED[engine](policy, options), more));

    it('admits what the key has signed', () => {
      const forecast = conclude(ours());
      expect(forecast.policies.map(({ outcome }) => outcome)).toContain(
        'admits',
      );
      expect(forecast).toMatchObject({
        conclusion: 'admitted',
        message: expect.stringMatching(/none denies it/),
        asOf: '2026-11-21T12:00:00Z',
      });
    });

    it('denies what is unsigned, or signed by another key', () => {
      for (const verified of [[], signedBy(OTHER_KEY)]) {
        expect(
          conclude(ours(), { signatures: signatures(verified) }),
        ).toMatchObject({
          conclusion: 'denied',
          message: expect.stringMatching(/denies it/),
        });
      }
    });

    it('never denies by a policy that does not turn away', () => {
      const forecast = conclude(
        ours(),
        { signatures: signatures([]) },
        { enforcement: 'audit' },
      );
      expect(forecast.conclusion).toBe('admitted');
      expect(forecast.policies.map(({ outcome }) => outcome)).toContain(
        'denies',
      );
    });

    it('denies where the log entry is missing that is required', () => {
      const policy = ours({ transparencyLog: 'required' });
      expect(conclude(policy).conclusion).toBe('denied');
      expect(
        conclude(policy, {
          signatures: signatures(signedBy(KEY, { hasLogEntry: true })),
        }).conclusion,
      ).toBe('admitted');
    });

    it('denies where an attestation is missing that is required', () => {
      const policy = ours({
        attestations: [{ predicateType: 'https://p.example/v1' }],
      });
      expect(conclude(policy).conclusion).toBe('denied');
      const attested = signedBy(KEY, {
        kind: 'attestation',
        predicateType: 'https://p.example/v1',
      });
      expect(
        conclude(policy, {
          signatures: signatures([...signedBy(KEY), ...attested]),
        }).conclusion,
      ).toBe('admitted');
    });

    it('does not look at other repositories', () => {
      const forecast = conclude(
        ours({ repositories: ['registry.example.com/other/**'] }),
        {
          signatures: signatures([]),
        },
      );
      expect(new Set(forecast.policies.map(({ outcome }) => outcome))).toEqual(
        new Set(['does-not-match']),
      );
      expect(forecast).toMatchObject({
        conclusion: 'admitted',
        message: expect.stringMatching(/admitted unsigned as well/),
      });
    });

    it('knows nothing of a key that was not asked', () => {
      expect(
        conclude(ours(), { signatures: signatures([], { askedKeys: [] }) }),
      ).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringMatching(/its key could not be tried/),
      });
    });

    it('makes no no of signatures that could not be read', () => {
      expect(
        conclude(ours(), {
          signatures: signatures([], { problem: 'the registry is away' }),
        }),
      ).toMatchObject({
        conclusion: 'unknown',
        message: expect.stringMatching(/the registry is away/),
      });
    });
  });

  it('holds Kyverno to its namespaces', () => {
    const policies = GENERATED.kyverno(ours(), {
      ...ENFORCE,
      namespaces: ['staging'],
    });
    const of = (name: string) =>
      forecastAdmission(
        input(policies, {
          candidate: candidate({ namespace: { name } }),
          signatures: signatures([]),
        }),
      ).conclusion;
    expect([of('models'), of('staging')]).toEqual(['admitted', 'denied']);
  });

  it.each<[string, object]>([
    [
      'storageUris',
      service({
        storageUris: [
          { uri: `oci://${REPOSITORY}@${DIGEST}`, mountPath: '/m' },
        ],
      }),
    ],
    [
      'a canary',
      service(
        { model: { storageUri: 's3://bucket/x' } },
        {
          canary: [
            {
              predictor: {
                model: { storageUri: `oci://${REPOSITORY}@${DIGEST}` },
              },
            },
          ],
        },
      ),
    ],
    [
      'an older kind of predictor',
      service({ sklearn: { storageUri: `oci://${REPOSITORY}@${DIGEST}` } }),
    ],
    [
      'a transformer',
      service(
        {},
        {
          transformer: {
            storageUris: [{ uri: `kit://${REPOSITORY}@${DIGEST}` }],
          },
        },
      ),
    ],
    [
      'a raw artifact',
      service({
        model: { storageUri: `oci-artifact://${REPOSITORY}@${DIGEST}` },
      }),
    ],
    [
      'layers that are fetched',
      service({
        model: { storageUri: `oci+fetch://${REPOSITORY}@${DIGEST}` },
      }),
    ],
    [
      'an image volume',
      service({
        model: { storageUri: `oci+native://${REPOSITORY}@${DIGEST}` },
      }),
    ],
    [
      'an LLM',
      {
        apiVersion: 'serving.kserve.io/v1alpha2',
        kind: 'LLMInferenceService',
        metadata: { name: 'llm' },
        spec: { model: { uri: `oci://${REPOSITORY}@${DIGEST}` } },
      },
    ],
  ])('sees the model in %s', (_, object) => {
    const of = (verified: ReturnType<typeof signedBy>) =>
      forecastAdmission(
        input(GENERATED.kyverno(ours(), ENFORCE), {
          candidate: candidate({ object }),
          signatures: signatures(verified),
        }),
      ).conclusion;
    expect([of([]), of(signedBy(KEY))]).toEqual(['denied', 'admitted']);
  });

  it('says of another model beside the candidate that it is not known', () => {
    const object = service(
      { model: { storageUri: `oci://${REPOSITORY}@${DIGEST}` } },
      {
        canary: [
          {
            predictor: {
              model: {
                storageUri: `oci://${REPOSITORY}@sha256:${'cd'.repeat(32)}`,
              },
            },
          },
        ],
      },
    );
    expect(
      forecastAdmission(
        input(GENERATED.kyverno(ours(), ENFORCE), {
          candidate: candidate({ object }),
        }),
      ),
    ).toMatchObject({
      conclusion: 'unknown',
      message: expect.stringMatching(
        /it also looks at 'registry\.example\.com\/models\/iris@sha256:cdcd/,
      ),
    });
  });

  it('denies an attestation that stands in for the signature', () => {
    const attested = signedBy(KEY, {
      kind: 'attestation',
      predicateType: 'https://p.example/v1',
    });
    expect(
      forecastAdmission(
        input(GENERATED.kyverno(ours(), ENFORCE), {
          signatures: signatures(attested),
        }),
      ).conclusion,
    ).toBe('denied');
  });

  it('leaves namespaces without the label to policy-controller', () => {
    const policies = GENERATED['policy-controller'](ours(), ENFORCE);
    const of = (labels: Record<string, string> | undefined) =>
      forecastAdmission(
        input(policies, {
          candidate: candidate({
            namespace: { name: 'models', ...(labels && { labels }) },
          }),
          signatures: signatures([]),
        }),
      ).conclusion;
    expect([of({}), of(undefined)]).toEqual(['admitted', 'unknown']);
  });
});

/** A policy as people write it. */
const HAND_WRITTEN = {
  apiVersion: 'policies.kyverno.io/v1beta1',
  kind: 'ImageValidatingPolicy',
  metadata: { name: 'check-models' },
  spec: {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ['serving.kserve.io'],
          apiVersions: ['v1beta1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['inferenceservices'],
        },
      ],
    },
    images: [
      {
        name: 'model',
        expression: '[object.spec.predictor.model.storageUri.substring(6)]',
      },
    ],
    matchImageReferences: [{ glob: 'registry.example.com/*' }],
    attestors: [
      {
        name: 'key',
        cosign: { key: { data: KEY }, ctlog: { insecureIgnoreTlog: true } },
      },
    ],
    validations: [
      {
        expression:
          'images.model.map(i, verifyImageSignatures(i, [attestors.key])).all(e, e > 0)',
      },
    ],
  },
};

describe('forecastAdmission of what people write', () => {
  const change = (spec: object, more: object = {}) => ({
    ...HAND_WRITTEN,
    ...more,
    spec: { ...HAND_WRITTEN.spec, ...spec },
  });
  const read = (policy: unknown, verified = signedBy(KEY)) =>
    forecastAdmission(input([policy], { signatures: signatures(verified) }))
      .policies[0];

  it('evaluates the common shape', () => {
    expect(read(HAND_WRITTEN)).toEqual({
      engine: 'kyverno',
      kind: 'ImageValidatingPolicy',
      name: 'check-models',
      enforcement: 'deny',
      outcome: 'admits',
      message: 'The digest carries what it asks for.',
    });
    expect(read(HAND_WRITTEN, []).outcome).toBe('denies');
    const attested = signedBy(KEY, {
      kind: 'attestation',
      predicateType: 'https://p.example/v1',
    });
    expect(read(HAND_WRITTEN, attested).outcome).toBe('admits');
  });

  it.each<[string, object, RegExp]>([
    [
      'a condition',
      { matchConditions: [{ name: 'mine', expression: 'true' }] },
      /its condition 'mine'/,
    ],
    [
      'an extractor',
      { images: [{ name: 'model', expression: '[object.x]' }] },
      /finds images by an expression/,
    ],
    [
      'a validation',
      { validations: [{ expression: 'true' }] },
      /one of its validations/,
    ],
    [
      'a choice of images',
      { matchImageReferences: [{ expression: 'true' }] },
      /chooses images by an expression/,
    ],
    [
      'a pattern with brackets',
      { matchImageReferences: [{ glob: '{a,b}/*' }] },
      /is more than stars/,
    ],
    [
      'a key in a KMS',
      { attestors: [{ name: 'key', cosign: { key: { kms: 'gcpkms://x' } } }] },
      /goes neither by a key in it nor by one identity/,
    ],
    [
      'a signature repository',
      {
        attestors: [
          {
            name: 'key',
            cosign: { key: { data: KEY }, source: { repository: 'x' } },
          },
        ],
      },
      /has a source/,
    ],
    [
      'an expression that is not simple',
      {
        attestors: [
          {
            name: 'key',
            cosign: {
              keyless: {
                identities: [{ issuer: 'https://i', subjectRegExp: '^(a+)+$' }],
              },
            },
          },
        ],
      },
      /its expression '\^\(a\+\)\+\$' is not simple/,
    ],
  ])('does not guess at %s', (_, spec, message) => {
    const keyless = signedBy(KEY, {
      publicKeyPem: undefined,
      identity: { issuer: 'https://i', subject: 'aa' },
      hasLogEntry: true,
    });
    expect(read(change(spec), keyless)).toMatchObject({
      outcome: 'not-evaluated',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['JSON', change({ evaluation: { mode: 'JSON' } }), /no Kubernetes object/],
    [
      'what runs',
      change({ evaluation: { admission: { enabled: false } } }),
      /at no admission/,
    ],
    [
      'another namespace',
      change(
        {},
        {
          kind: 'NamespacedImageValidatingPolicy',
          metadata: { name: 'n', namespace: 'other' },
        },
      ),
      /of the namespace 'other'/,
    ],
  ])('leaves a policy on %s aside', (_, policy, message) => {
    expect(read(policy, [])).toMatchObject({
      outcome: 'does-not-match',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [['Warn', 'Audit'], 'warn'],
    [['Audit'], 'audit'],
    [[], 'deny'],
    [['Shout'], 'unknown'],
  ])('reads the actions %j as %s', (validationActions, enforcement) => {
    expect(read(change({ validationActions })).enforcement).toBe(enforcement);
  });

  it('finds who signed by certificate', () => {
    const policy = change({
      attestors: [
        {
          name: 'key',
          cosign: {
            keyless: {
              identities: [
                {
                  issuer: 'https://i.example',
                  subjectRegExp: '^https://git\\.example/acme/.*$',
                },
              ],
            },
          },
        },
      ],
    });
    const by = (subject: string, hasLogEntry: boolean) =>
      signedBy(KEY, {
        publicKeyPem: undefined,
        identity: { issuer: 'https://i.example', subject },
        hasLogEntry,
      });
    expect(read(policy, by('https://git.example/acme/x', true)).outcome).toBe(
      'admits',
    );
    expect(read(policy, by('https://git.example/other/x', true)).outcome).toBe(
      'denies',
    );
    expect(read(policy, by('https://git.example/acme/x', false)).outcome).toBe(
      'denies',
    );
  });

  it('is not sure of a denial that an exception may lift', () => {
    const exception = {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: { name: 'let-it-pass' },
      spec: {
        policyRefs: [{ name: 'check-models', kind: 'ImageValidatingPolicy' }],
      },
    };
    expect(
      forecastAdmission(
        input([HAND_WRITTEN, exception], { signatures: signatures([]) }),
      ),
    ).toMatchObject({
      conclusion: 'unknown',
      policies: [
        {
          outcome: 'not-evaluated',
          message: expect.stringMatching(/'let-it-pass' may let it pass/),
        },
      ],
    });
  });

  it('names what it cannot evaluate, where it looks at the object', () => {
    const constraint = (kinds: string[], enforcementAction = 'deny') => ({
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'K8sAllowedRepos',
      metadata: { name: 'repos' },
      spec: {
        enforcementAction,
        match: { kinds: [{ apiGroups: ['*'], kinds }] },
      },
    });
    const of = (policy: unknown) => {
      const { conclusion, policies } = forecastAdmission(input([policy]));
      return [
        conclusion,
        policies[0].engine,
        policies[0].enforcement,
        policies[0].outcome,
      ];
    };
    expect(of(constraint(['Pod']))).toEqual([
      'unknown',
      'gatekeeper',
      'deny',
      'not-evaluated',
    ]);
    expect(of(constraint(['Service']))).toEqual([
      'admitted',
      'gatekeeper',
      'deny',
      'does-not-match',
    ]);
    expect(of(constraint(['Pod'], 'dryrun'))).toEqual([
      'admitted',
      'gatekeeper',
      'audit',
      'not-evaluated',
    ]);
    expect(of({ kind: 'Strange', metadata: { name: 'x' } })).toEqual([
      'unknown',
      'other',
      'unknown',
      'not-evaluated',
    ]);
  });

  it('goes by the bindings of Kubernetes own policies', () => {
    const policy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'cel' },
      spec: { matchConstraints: HAND_WRITTEN.spec.matchConstraints },
    };
    const binding = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: { policyName: 'cel', validationActions: ['Deny'] },
    };
    expect(forecastAdmission(input([policy])).policies[0].outcome).toBe(
      'does-not-match',
    );
    expect(forecastAdmission(input([policy, binding]))).toMatchObject({
      conclusion: 'unknown',
      policies: [
        { engine: 'other', enforcement: 'deny', outcome: 'not-evaluated' },
      ],
    });
  });

  it('reads what Flux verifies of the same repository', () => {
    const source = (url: string, verify?: object) => ({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'iris', namespace: 'flux-system' },
      spec: { url, ...(verify && { verify }) },
    });
    const keyless = {
      provider: 'cosign',
      matchOIDCIdentity: [
        { issuer: '^https://i\\.example$', subject: '^a@b\\.example$' },
      ],
    };
    const of = (policy: unknown) => read(policy, []).outcome;
    expect(of(source(`oci://${REPOSITORY}`, keyless))).toBe('denies');
    expect(of(source(`oci://${REPOSITORY}-manifests`, keyless))).toBe(
      'does-not-match',
    );
    expect(of(source(`oci://${REPOSITORY}`))).toBe('does-not-match');
    expect(
      of(
        source(`oci://${REPOSITORY}`, {
          provider: 'cosign',
          secretRef: { name: 's' },
        }),
      ),
    ).toBe('not-evaluated');
  });
});

describe('the conclusion', () => {
  const unsure = {
    ...HAND_WRITTEN,
    spec: { ...HAND_WRITTEN.spec, validations: [{ expression: 'x' }] },
  };

  it('takes the word of a dry run for the serving object, and not for its pods', () => {
    const dryRun = { outcome: 'admitted', message: 'ok' } as const;
    expect(forecastAdmission(input([unsure])).conclusion).toBe('unknown');
    expect(forecastAdmission(input([unsure], { dryRun })).conclusion).toBe(
      'admitted',
    );
    const onPods = {
      ...unsure,
      spec: {
        ...unsure.spec,
        images: [],
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
            },
          ],
        },
      },
    };
    expect(forecastAdmission(input([onPods], { dryRun })).conclusion).toBe(
      'unknown',
    );
  });

  it('is denied where the dry run was, whatever the policies say', () => {
    expect(
      forecastAdmission(
        input([], { dryRun: { outcome: 'denied', message: 'by webhook' } }),
      ),
    ).toMatchObject({
      conclusion: 'denied',
      message: 'The cluster refuses it: by webhook',
    });
  });

  it('is unknown where policies could not be read', () => {
    const gap = {
      kind: 'ClusterPolicy (kyverno.io)',
      reason: 'forbidden',
      message: 'HTTP 403',
    } as const;
    expect(forecastAdmission(input([], { gaps: [gap] }))).toMatchObject({
      conclusion: 'unknown',
      message: 'HTTP 403',
    });
    expect(
      forecastAdmission(
        input([HAND_WRITTEN], { gaps: [gap], signatures: signatures([]) }),
      ).conclusion,
    ).toBe('denied');
  });
});
