/**
 * What can be said of a question: yes, no, or that it cannot be said, and why. The word of an `unknown` goes to a person.
 *
 * @internal
 */
export type Answer =
  | { readonly is: 'yes' | 'no' }
  | { readonly is: 'unknown'; readonly why: string };

/** @internal */
export const YES: Answer = { is: 'yes' };

/** @internal */
export const NO: Answer = { is: 'no' };

/** @internal */
export function unknown(why: string): Answer {
  return { is: 'unknown', why };
}

/** @internal */
export function answer(isSo: boolean): Answer {
  return isSo ? YES : NO;
}

/** No where one is no, else unknown where one is unknown. @internal */
export function allOf(answers: readonly Answer[]): Answer {
  return (
    answers.find(({ is }) => is === 'no') ??
    answers.find(({ is }) => is === 'unknown') ??
    YES
  );
}

/** Yes where one is yes, else unknown where one is unknown. @internal */
export function anyOf(answers: readonly Answer[]): Answer {
  return (
    answers.find(({ is }) => is === 'yes') ??
    answers.find(({ is }) => is === 'unknown') ??
    NO
  );
}

/** At least so many yes. @internal */
export function atLeast(count: number, answers: readonly Answer[]): Answer {
  const sure = answers.filter(({ is }) => is === 'yes').length;
  if (sure >= count) return YES;
  const open = answers.filter(({ is }) => is === 'unknown');
  return sure + open.length >= count ? open[0] : NO;
}
