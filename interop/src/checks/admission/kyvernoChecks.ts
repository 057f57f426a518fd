import {
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
  PredicateType,
  type AdmissionPolicyOptions,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { expect, expectEqual, type Check } from '../check';
import type { AdmissionPlace } from './AdmissionPlace';
import type { CandidateKind, Candidates } from './candidates';
import { applyPolicies } from './kyvernoCli';
import { PLACES } from './servingObjects';
import { keyPolicy } from './trustPolicies';

const ENFORCE = { enforcement: 'enforce', isPlainHttp: true } as const;

type Builder = (
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
) => readonly object[];

const FORMS: Readonly<Record<string, Builder>> = {
  ImageValidatingPolicy: (policy, options) =>
    buildKyvernoPolicies(policy, options).objects,
  'ClusterPolicy (Cosign)': (policy, options) =>
    buildKyvernoClusterPolicy(policy, options).objects,
  'ClusterPolicy (SigstoreBundle)': (policy, options) =>
    buildKyvernoClusterPolicy(policy, {
      ...options,
      signatureType: 'SigstoreBundle',
    }).objects,
};

/** Who passes where a signature by our key is asked for. */
const EXPECTED: Readonly<Record<CandidateKind, 'pass' | 'fail'>> = {
  signed: 'pass',
  unsigned: 'fail',
  'by a stranger': 'fail',
  'attested only': 'fail',
  'signed and attested': 'pass',
};

/** Generated policies in the eyes of Kyverno's own command. */
export function kyvernoChecks(
  place: AdmissionPlace,
  candidates: Candidates,
): Check[] {
  const { references } = candidates;
  const judge = async (
    policies: readonly object[],
    object: { readonly kind: string },
  ) => {
    const { results, output } = await applyPolicies(place, policies, object);
    expect(results.length > 0, `Kyverno says nothing:\n${output}`);
    expect(
      results.every(({ result }) => result !== 'error'),
      `Kyverno errs:\n${results.map(({ message }) => message).join('\n')}`,
    );
    return results.some(({ result }) => result === 'fail') ? 'fail' : 'pass';
  };
  const check = (name: string, run: () => Promise<void>): Check => ({
    name: `Kyverno, ${name}`,
    run,
  });
  return Object.entries(FORMS).flatMap(([form, build]) => [
    ...Object.entries(PLACES).map(([what, toObject]) =>
      check(`${form}: signed and unsigned in ${what}`, async () => {
        const policies = build(keyPolicy(candidates), ENFORCE);
        for (const kind of ['signed', 'unsigned'] as const) {
          expectEqual(
            await judge(policies, toObject(references[kind])),
            EXPECTED[kind],
            `${kind} in ${what}`,
          );
        }
      }),
    ),
    check(`${form}: a stranger's signature, an attestation alone`, async () => {
      const policies = build(keyPolicy(candidates), ENFORCE);
      for (const [kind, expected] of Object.entries(EXPECTED)) {
        expectEqual(
          await judge(
            policies,
            PLACES.storageUri(references[kind as CandidateKind]),
          ),
          expected,
          kind,
        );
      }
    }),
    check(`${form}: passes over other repositories`, async () => {
      const policies = build(
        keyPolicy({ ...candidates, repositories: 'r.example/other' }),
        ENFORCE,
      );
      const { results } = await applyPolicies(
        place,
        policies,
        PLACES.storageUri(references.unsigned),
      );
      expect(
        results.every(({ result }) => result === 'pass' || result === 'skip'),
        `it says ${JSON.stringify(results)}`,
      );
    }),
  ]);
}

/** What only one form of policy can show. */
export function kyvernoAttestationChecks(
  place: AdmissionPlace,
  candidates: Candidates,
): Check[] {
  const { references } = candidates;
  const failures = async (
    policy: TrustPolicy,
    reference: string,
    enforcement: 'audit' | 'enforce' = 'enforce',
  ) => {
    const { results, exitCode } = await applyPolicies(
      place,
      buildKyvernoPolicies(policy, { ...ENFORCE, enforcement }).objects,
      PLACES.storageUri(reference),
    );
    const denied = results.filter(({ result }) => result === 'fail');
    return { messages: denied.map(({ message }) => message), exitCode };
  };
  return [
    {
      name: 'Kyverno, ImageValidatingPolicy: asks for the attestation that the policy names',
      async run() {
        const policy = keyPolicy(candidates, {
          attestations: [{ predicateType: PredicateType.provenance }],
        });
        expectEqual(
          await failures(policy, references['signed and attested']),
          { messages: [], exitCode: 0 },
          'signed and attested',
        );
        const { messages } = await failures(policy, references.signed);
        expect(
          messages.join('').startsWith('No attestation'),
          `signed alone gives ${JSON.stringify(messages)}`,
        );
      },
    },
    {
      name: 'Kyverno, ImageValidatingPolicy: refuses a tag',
      async run() {
        const { messages } = await failures(
          keyPolicy(candidates),
          references.signed.replace(/@.*/, ':1.0.0'),
        );
        expect(
          messages.join('').includes('by digest only'),
          `a tag gives ${JSON.stringify(messages)}`,
        );
      },
    },
    {
      name: 'Kyverno, ImageValidatingPolicy: audits without refusing',
      async run() {
        const policy = keyPolicy(candidates);
        const [objects] = [
          buildKyvernoPolicies(policy, { ...ENFORCE, enforcement: 'audit' })
            .objects,
        ];
        expect(
          objects.every(
            ({ spec }) =>
              spec.validationActions.join() === 'Audit' &&
              spec.failurePolicy === 'Ignore',
          ),
          'an auditing policy refuses',
        );
        const { messages } = await failures(
          policy,
          references.unsigned,
          'audit',
        );
        expectEqual(messages.length, 1, 'findings of the audit');
      },
    },
  ];
}
