import { randomBytes } from 'node:crypto';
import { CheckFailedError, type Check } from '../check';
import { ACCEPTED_DIFFERENCES } from './acceptedDifferences';
import {
  compareAnswers,
  describeDifference,
  type AnswerDifference,
} from './compareAnswers';
import { RegistryExchange, type Answer } from './RegistryExchange';
import type { Scenario } from './Scenario';
import { SCENARIOS } from './scenarios';

/** The same requests to the sandbox's registry and to the distribution registry: one check for each scenario. */
export function registryAnswerChecks(registries: {
  readonly real: { readonly url: string };
  readonly sandbox: { readonly url: string };
}): Check[] {
  return SCENARIOS.map(scenario => ({
    name: `registry answers: ${scenario.name}`,
    run: async () => {
      const repository = `answers/${randomBytes(6).toString('hex')}`;
      const expected = await record(scenario, registries.real.url, repository);
      const actual = await record(scenario, registries.sandbox.url, repository);
      const problems = judge(scenario, compareAnswers(expected, actual));
      if (problems.length > 0) {
        throw new CheckFailedError(problems.join('\n'));
      }
    },
  }));
}

async function record(
  scenario: Scenario,
  url: string,
  repository: string,
): Promise<readonly Answer[]> {
  const exchange = new RegistryExchange({ url, repository });
  await scenario.run(exchange);
  return exchange.answers;
}

/** Differences that nobody has accepted, and accepted ones that are not there any more. */
function judge(
  scenario: Scenario,
  differences: readonly AnswerDifference[],
): string[] {
  const accepted = ACCEPTED_DIFFERENCES.filter(
    difference => difference.scenario === scenario.name,
  ).flatMap(({ request, fields }) => fields.map(field => ({ request, field })));
  const isSame = (
    a: { request: string; field: string },
    b: { request: string; field: string },
  ) => a.request === b.request && a.field === b.field;
  return [
    ...differences
      .filter(difference => !accepted.some(other => isSame(other, difference)))
      .map(describeDifference),
    ...accepted
      .filter(one => !differences.some(difference => isSame(one, difference)))
      .map(
        ({ request, field }) =>
          `${request}: ${field} is the same now; take it from the list of accepted differences`,
      ),
  ];
}
