import { listAt, textAt, valueAt } from '../../model/untrustedJson';
import { allOf, answer, anyOf, NO, unknown, YES, type Answer } from './answer';

const NAME_LABEL = 'kubernetes.io/metadata.name';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a Kubernetes label selector takes these labels.
 *
 * @param labels - absent where they could not be read.
 * @internal
 */
export function matchesSelector(
  selector: unknown,
  labels: Labels | undefined,
): Answer {
  if (selector === undefined || selector === null) return YES;
  if (typeof selector !== 'object') return unknown('its selector is none');
  const equals = valueAt(selector, 'matchLabels');
  const wanted =
    typeof equals === 'object' && equals !== null ? Object.entries(equals) : [];
  return allOf([
    ...wanted.map(([key, value]) =>
      withLabel(labels, key, found => answer(found === value)),
    ),
    ...listAt(selector, 'matchExpressions').map(expression =>
      matchesExpression(expression, labels),
    ),
  ]);
}

/** Labels of a namespace: the one with its name is there whatever could be read. @internal */
export function matchesNamespace(
  selector: unknown,
  namespace: { readonly name: string; readonly labels?: Labels },
): Answer {
  const isByName = (key: string) => key === NAME_LABEL;
  if (namespace.labels) {
    return matchesSelector(selector, {
      ...namespace.labels,
      [NAME_LABEL]: namespace.name,
    });
  }
  const keys = [
    ...Object.keys(asObject(valueAt(selector, 'matchLabels'))),
    ...listAt(selector, 'matchExpressions').map(
      expression => textAt(expression, 'key') ?? '',
    ),
  ];
  return keys.every(isByName)
    ? matchesSelector(selector, { [NAME_LABEL]: namespace.name })
    : unknown(`the labels of the namespace '${namespace.name}' are not known`);
}

function matchesExpression(
  expression: unknown,
  labels: Labels | undefined,
): Answer {
  const key = textAt(expression, 'key') ?? '';
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return withLabel(labels, key, found =>
        answer(found !== undefined && values.includes(found)),
      );
    case 'NotIn':
      return withLabel(labels, key, found =>
        answer(found === undefined || !values.includes(found)),
      );
    case 'Exists':
      return withLabel(labels, key, found => answer(found !== undefined));
    case 'DoesNotExist':
      return withLabel(labels, key, found => answer(found === undefined));
    default:
      return unknown('its selector has an operator that Kubernetes has not');
  }
}

function withLabel(
  labels: Labels | undefined,
  key: string,
  decide: (value: string | undefined) => Answer,
): Answer {
  if (!labels) return unknown('the labels are not known');
  return decide(Object.hasOwn(labels, key) ? labels[key] : undefined);
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** A kind of object that is admitted, and its labels where they are known. @internal */
export interface AdmittedKind {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
  readonly name?: string;
  readonly labels?: Labels;
}

/**
 * Whether `matchConstraints` (of Kubernetes' own policies and of Kyverno's newer ones) take the creation of an object.
 *
 * @internal
 */
export function matchesConstraints(
  constraints: unknown,
  object: AdmittedKind,
  namespace: { readonly name: string; readonly labels?: Labels },
): Answer {
  const isNamed = (rules: readonly unknown[]) =>
    anyOf(rules.map(rule => matchesRule(rule, object)));
  const excluded = isNamed(listAt(constraints, 'excludeResourceRules'));
  const included = isNamed(listAt(constraints, 'resourceRules'));
  if (included.is === 'no' || excluded.is === 'yes') return NO;
  return allOf([
    included,
    excluded.is === 'unknown' ? excluded : YES,
    matchesNamespace(valueAt(constraints, 'namespaceSelector'), namespace),
    matchesSelector(valueAt(constraints, 'objectSelector'), object.labels),
  ]);
}

function matchesRule(rule: unknown, object: AdmittedKind): Answer {
  const has = (field: string, value: string) => {
    const values = listAt(rule, field);
    return values.includes('*') || values.includes(value);
  };
  const isOfKind =
    has('apiGroups', object.group) &&
    // Whichever version it names: the API server converts to it.
    listAt(rule, 'apiVersions').length > 0 &&
    (has('resources', object.resource) ||
      listAt(rule, 'resources').includes('*/*')) &&
    has('operations', 'CREATE') &&
    textAt(rule, 'scope') !== 'Cluster';
  if (!isOfKind) return NO;
  const names = listAt(rule, 'resourceNames');
  if (names.length === 0) return YES;
  return object.name === undefined
    ? unknown('it goes by names of objects')
    : answer(names.includes(object.name));
}
