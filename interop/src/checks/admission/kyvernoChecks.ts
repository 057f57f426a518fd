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
import { PLACES, type ServingObject } from './servingObjects';
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
const KINDS = Object.keys(EXPECTED) as CandidateKind[];

/** Each start of the command takes seconds: it is asked about all objects of a kind at once. */
class Decisions {
  readonly #place: AdmissionPlace;
  readonly #policies: readonly object[];
  readonly #objects = new Map<string, ServingObject>();
  readonly #ofKind = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(
    place: AdmissionPlace,
    policies: readonly object[],
    candidates: Candidates,
  ) {
    this.#place = place;
    this.#policies = policies;
    for (const [where, toObject] of Object.entries(PLACES)) {
      for (const kind of KINDS) {
        const name = nameOf(where, kind);
        const object = toObject(candidates.references[kind]);
        this.#objects.set(name, {
          ...object,
          metadata: { ...object.metadata, name },
        });
      }
    }
  }

  async of(where: string, candidate: CandidateKind): Promise<string> {
    const name = nameOf(where, candidate);
    const { kind } = this.#objects.get(name)!;
    const decided = this.#ofKind.get(kind) ?? this.#decide(kind);
    this.#ofKind.set(kind, decided);
    return (await decided).get(name) ?? 'nothing';
  }

  async #decide(kind: string): Promise<ReadonlyMap<string, string>> {
    const objects = [...this.#objects.values()].filter(
      object => object.kind === kind,
    );
    const { results, output } = await applyPolicies(
      this.#place,
      this.#policies,
      objects,
    );
    expect(results.length > 0, `Kyverno says nothing:\n${output}`);
    const decided = new Map<string, string>();
    for (const { result, message, resources = [] } of results) {
      for (const { name } of resources) {
        const before = decided.get(name);
        if (result === 'error') decided.set(name, `error: ${message}`);
        else if (before === undefined || before === 'pass')
          decided.set(name, result);
      }
    }
    return decided;
  }
}

function nameOf(where: string, kind: CandidateKind): string {
  return `${where} ${kind}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** Generated policies in the eyes of Kyverno's own command. */
export function kyvernoChecks(
  place: AdmissionPlace,
  candidates: Candidates,
): Check[] {
  return Object.entries(FORMS).flatMap(([form, build]) => {
    const decisions = new Decisions(
      place,
      build(keyPolicy(candidates), ENFORCE),
      candidates,
    );
    return [
      ...Object.keys(PLACES).map(
        (where): Check => ({
          name: `Kyverno, ${form}: decides about a model in ${where}`,
          async run() {
            for (const kind of KINDS) {
              expectEqual(
                await decisions.of(where, kind),
                EXPECTED[kind],
                `${kind} in ${where}`,
              );
            }
          },
        }),
      ),
      {
        name: `Kyverno, ${form}: passes over other repositories`,
        async run() {
          const { results } = await applyPolicies(
            place,
            build(
              keyPolicy({ ...candidates, repositories: 'r.example/other' }),
              ENFORCE,
            ),
            [PLACES.storageUri(candidates.references.unsigned)],
          );
          expect(
            results.every(({ result }) => ['pass', 'skip'].includes(result)),
            `it says ${JSON.stringify(results)}`,
          );
        },
      },
    ];
  });
}

/** What only one form of policy can show. */
export function kyvernoAttestationChecks(
  place: AdmissionPlace,
  candidates: Candidates,
): Check[] {
  const { references } = candidates;
  const failures = async (policy: TrustPolicy, reference: string) => {
    const { results } = await applyPolicies(
      place,
      buildKyvernoPolicies(policy, ENFORCE).objects,
      [PLACES.storageUri(reference)],
    );
    expect(results.length > 0, 'Kyverno says nothing');
    return results
      .filter(({ result }) => result === 'fail')
      .map(({ message }) => message)
      .join('\n');
  };
  const check = (name: string, run: () => Promise<void>): Check => ({
    name: `Kyverno, ImageValidatingPolicy: ${name}`,
    run,
  });
  return [
    check('asks for the attestation that the policy names', async () => {
      const policy = keyPolicy(candidates, {
        attestations: [{ predicateType: PredicateType.provenance }],
      });
      expectEqual(
        await failures(policy, references['signed and attested']),
        '',
        'signed and attested',
      );
      const message = await failures(policy, references.signed);
      expect(
        message.startsWith('No attestation'),
        `signed alone gives: ${message}`,
      );
    }),
    check('refuses a tag', async () => {
      const message = await failures(
        keyPolicy(candidates),
        references.signed.replace(/@.*/, ':1.0.0'),
      );
      expect(message.includes('digest'), `a tag gives: ${message}`);
    }),
    check('lets what is being deleted be changed', async () => {
      const object = PLACES.storageUri(references.unsigned);
      const { results } = await applyPolicies(
        place,
        buildKyvernoPolicies(keyPolicy(candidates), ENFORCE).objects,
        [
          {
            ...object,
            metadata: {
              ...object.metadata,
              deletionTimestamp: '2026-11-21T12:00:00Z',
            },
          } as ServingObject,
        ],
      );
      expect(
        results.every(({ result }) => result !== 'fail'),
        `it says ${JSON.stringify(results)}`,
      );
    }),
    check('an audit finds the same and is told apart', async () => {
      const objects = buildKyvernoPolicies(keyPolicy(candidates), {
        ...ENFORCE,
        enforcement: 'audit',
      }).objects;
      const { results } = await applyPolicies(place, objects, [
        PLACES.storageUri(references.unsigned),
      ]);
      expect(
        results.some(({ result }) => result === 'fail'),
        `it says ${JSON.stringify(results)}`,
      );
      expect(
        objects.every(({ spec }) => spec.validationActions.join() === 'Audit'),
        'an auditing policy would refuse',
      );
    }),
  ];
}
