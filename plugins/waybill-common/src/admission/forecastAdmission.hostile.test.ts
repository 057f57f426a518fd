/** Policies are input from a cluster: nothing in them makes a forecast throw, or hang. */
import fc from 'fast-check';
import {
  buildClusterImagePolicies,
  buildKyvernoClusterPolicy,
  buildKyvernoPolicies,
} from '../manifests/admission';
import { trustPolicy } from '../manifests/admission/__testUtils__/trustPolicies';
import { candidate, input } from './__testUtils__/candidates';
import { forecastAdmission } from './forecastAdmission';
import { listAdmissionSigners } from './listAdmissionSigners';

const OPTIONS = { enforcement: 'enforce' } as const;
const GOOD: readonly object[] = [
  ...buildKyvernoPolicies(trustPolicy(), OPTIONS).objects,
  ...buildKyvernoClusterPolicy(trustPolicy(), OPTIONS).objects,
  ...buildClusterImagePolicies(trustPolicy(), OPTIONS).objects,
  {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'Any',
    metadata: { name: 'x' },
    spec: { match: { kinds: [{ apiGroups: ['*'], kinds: ['*'] }] } },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'x' },
    spec: {
      url: 'oci://registry.example.com/models/iris',
      verify: {
        provider: 'cosign',
        matchOIDCIdentity: [{ issuer: 'a', subject: 'b' }],
      },
    },
  },
];

/** A good policy with something else somewhere in it. */
const spoiled = fc
  .record({
    policy: fc.constantFrom(...GOOD),
    path: fc.array(fc.nat(30), { minLength: 1, maxLength: 8 }),
    value: fc.jsonValue({ maxDepth: 3 }),
  })
  .map(({ policy, path, value }) => {
    const copy = JSON.parse(JSON.stringify(policy));
    let at = copy;
    for (const step of path.slice(0, -1)) {
      const keys = Object.keys(at);
      const next = at[keys[step % keys.length]];
      if (typeof next !== 'object' || next === null) break;
      at = next;
    }
    const keys = Object.keys(at);
    at[keys[path.at(-1)! % Math.max(1, keys.length)] ?? 'x'] = value;
    return copy;
  });

const CONCLUSIONS = ['admitted', 'denied', 'unknown'];

describe('forecastAdmission of hostile policies', () => {
  it('says something of whatever JSON is there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(spoiled, fc.jsonValue()), { maxLength: 4 }),
        policies => {
          const forecast = forecastAdmission(input(policies));
          expect(CONCLUSIONS).toContain(forecast.conclusion);
          expect(listAdmissionSigners(policies, 'r.example/a')).toHaveLength(1);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says something of whatever object is to be admitted', () => {
    fc.assert(
      fc.property(fc.jsonValue(), object => {
        const forecast = forecastAdmission(
          input(GOOD, { candidate: candidate({ object }) }),
        );
        expect(CONCLUSIONS).toContain(forecast.conclusion);
      }),
      { numRuns: 200 },
    );
  });

  it('never runs an expression of the cluster', () => {
    const policy = {
      apiVersion: 'policy.sigstore.dev/v1beta1',
      kind: 'ClusterImagePolicy',
      metadata: { name: 'slow' },
      spec: {
        images: [{ glob: `${'*a'.repeat(400)}*` }],
        authorities: [
          {
            keyless: {
              url: 'https://fulcio.sigstore.dev',
              identities: [
                {
                  issuerRegExp: '^(a+)+$',
                  subjectRegExp: `${'.*'.repeat(400)}b`,
                },
              ],
            },
          },
        ],
      },
    };
    expect(
      forecastAdmission(input(Array(50).fill(policy))).policies,
    ).toHaveLength(50);
  });
});
