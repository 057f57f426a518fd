import type {
  CanaryProfile,
  DeclarationProblem,
  ServingInput,
} from '../../declaration';
import { problem } from '../../declaration/problem';

/** A canary is another version than the one that it is held against. */
export function listCanaryConflicts({
  profile,
  package: pinned,
}: ServingInput): DeclarationProblem[] {
  const canaries: [string, CanaryProfile][] = [
    ...(profile.canary
      ? [['profile.canary', profile.canary] as [string, CanaryProfile]]
      : []),
    ...(profile.furtherCanaries ?? []).map(
      (canary, index): [string, CanaryProfile] => [
        `profile.furtherCanaries[${index}]`,
        canary,
      ],
    ),
  ];
  return canaries.flatMap(([field, canary], index) => {
    const others = canaries.slice(0, index).map(([, other]) => other.digest);
    if (canary.digest === pinned?.digest) {
      return [
        problem(
          'CONFLICT',
          `${field}.digest`,
          `The canary ${canary.version} is the same package as the stable version ${pinned.version}: choose another version, or leave the canary out.`,
        ),
      ];
    }
    return others.includes(canary.digest)
      ? [
          problem(
            'CONFLICT',
            `${field}.digest`,
            `The canary ${canary.version} is there twice: leave one out.`,
          ),
        ]
      : [];
  });
}
