import { StatusError } from '../StatusError';

/** Whether labels are chosen by a selector. */
export type LabelMatcher = (
  labels: Readonly<Record<string, string>> | undefined,
) => boolean;

const setPattern = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equalityPattern = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/;
const existsPattern = /^(!?)\s*([^\s=!]+)$/;

/** Reads a label selector as in `kubectl get -l`. */
export function parseLabelSelector(selector: string): LabelMatcher {
  const matchers = splitOutsideParentheses(selector).map(term =>
    parseTerm(term.trim(), selector),
  );
  return labels => matchers.every(isMatch => isMatch(labels));
}

function parseTerm(term: string, selector: string): LabelMatcher {
  const inSet = setPattern.exec(term);
  if (inSet) {
    const [, name, operator, list] = inSet;
    const values = list.split(',').map(value => value.trim());
    return operator === 'in'
      ? labels => labels?.[name] !== undefined && values.includes(labels[name])
      : labels =>
          labels?.[name] === undefined || !values.includes(labels[name]);
  }
  const equality = equalityPattern.exec(term);
  if (equality) {
    const [, name, operator, value] = equality;
    return operator === '!='
      ? labels => labels?.[name] !== value
      : labels => labels?.[name] === value;
  }
  const exists = existsPattern.exec(term);
  if (exists) {
    const [, negation, name] = exists;
    return labels => (labels?.[name] !== undefined) === (negation === '');
  }
  throw StatusError.badRequest(
    `unable to parse requirement: found '${term}' in label selector '${selector}'`,
  );
}

/** A comma inside `in (a,b)` does not end the term. */
function splitOutsideParentheses(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let term = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      terms.push(term);
      term = '';
    } else {
      term += character;
    }
  }
  terms.push(term);
  return terms.filter(candidate => candidate.trim() !== '');
}
