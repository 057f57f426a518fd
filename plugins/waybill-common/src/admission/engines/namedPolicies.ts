import { listAt, textAt, textsAt, valueAt } from '../../model/untrustedJson';
import type { AdmissionEnforcement } from '../admissionForecast';
import { matchesConstraints } from '../match/selectors';
import { anyOf, NO, unknown, YES, type Answer } from '../match/answer';
import {
  concludeObjects,
  reading,
  type PolicyContext,
  type PolicyReading,
} from '../policyReading';

const GATEKEEPER_ACTIONS: ReadonlyMap<string, AdmissionEnforcement> = new Map([
  ['deny', 'deny'],
  ['warn', 'warn'],
  ['dryrun', 'audit'],
]);

/**
 * A constraint of Gatekeeper: named where it looks at the object, its Rego is not evaluated.
 *
 * @internal
 */
export function readGatekeeperConstraint(
  context: PolicyContext,
): PolicyReading {
  const { policy, candidate } = context;
  const action = textAt(policy, 'spec', 'enforcementAction') ?? 'deny';
  const match = valueAt(policy, 'spec', 'match');
  const kinds = listAt(match, 'kinds');
  const why = unknown(
    `it decides by the template ${textAt(policy, 'kind') ?? 'unknown'}`,
  );
  return concludeObjects(
    context,
    'gatekeeper',
    GATEKEEPER_ACTIONS.get(action) ?? 'unknown',
    context.objects.map(object => ({
      object,
      looksAt: isNamespaceOut(match, candidate.namespace.name)
        ? NO
        : anyOf([
            ...(kinds.length === 0 ? [YES] : []),
            ...kinds.map(rule => matchesKindRule(rule, object)),
          ]),
      accepts: why,
    })),
  );
}

function matchesKindRule(
  rule: unknown,
  object: { readonly group: string; readonly kind: string },
): Answer {
  const groups = listAt(rule, 'apiGroups');
  const kinds = listAt(rule, 'kinds');
  const has = (values: readonly unknown[], value: string) =>
    values.length === 0 || values.includes('*') || values.includes(value);
  return has(groups, object.group) && has(kinds, object.kind) ? YES : NO;
}

/** Only names without stars are compared: the rest stays in. */
function isNamespaceOut(match: unknown, namespace: string): boolean {
  const named = textsAt(match, 'namespaces');
  return (
    (named.length > 0 &&
      !named.some(name => name.includes('*')) &&
      !named.includes(namespace)) ||
    listAt(match, 'excludedNamespaces').includes(namespace)
  );
}

/**
 * A policy in CEL, Kubernetes' own or Kyverno's `ValidatingPolicy`: named where it looks at the object.
 *
 * @internal
 */
export function readCelPolicy(context: PolicyContext): PolicyReading {
  const { policy, candidate } = context;
  const isKubernetes = textAt(policy, 'kind') === 'ValidatingAdmissionPolicy';
  const engine = isKubernetes ? ('other' as const) : ('kyverno' as const);
  const actions = isKubernetes
    ? listBindings(context).flatMap(binding =>
        listAt(binding, 'spec', 'validationActions'),
      )
    : listAt(policy, 'spec', 'validationActions');
  const namespace = textAt(policy, 'metadata', 'namespace');
  const isAside =
    (isKubernetes && listBindings(context).length === 0) ||
    (namespace !== undefined && namespace !== candidate.namespace.name);
  if (isAside) {
    return reading(context, engine, 'audit', {
      outcome: 'does-not-match',
      message: isKubernetes
        ? 'Nothing binds it.'
        : `It is of the namespace '${namespace}'.`,
    });
  }
  const why = unknown('it decides by expressions of its own');
  return concludeObjects(
    context,
    engine,
    toEnforcement(actions, isKubernetes),
    context.objects.map(object => ({
      object,
      looksAt: matchesConstraints(
        valueAt(policy, 'spec', 'matchConstraints'),
        object,
        candidate.namespace,
      ),
      accepts: why,
    })),
  );
}

function toEnforcement(
  actions: readonly unknown[],
  isKubernetes: boolean,
): AdmissionEnforcement {
  if (actions.includes('Deny') || (!isKubernetes && actions.length === 0)) {
    return 'deny';
  }
  return actions.includes('Warn') ? 'warn' : 'audit';
}

function listBindings({ policies, policy }: PolicyContext): unknown[] {
  const name = textAt(policy, 'metadata', 'name');
  return policies.filter(
    other =>
      textAt(other, 'kind') === 'ValidatingAdmissionPolicyBinding' &&
      textAt(other, 'spec', 'policyName') === name,
  );
}

/** @internal */
export function readUnknownPolicy(context: PolicyContext): PolicyReading {
  return reading(context, 'other', 'unknown', {
    outcome: 'not-evaluated',
    message: 'Waybill does not know this kind of policy.',
  });
}
