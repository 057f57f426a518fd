import type { DeclarationProblem, DeliverySpec } from '../declaration';

/**
 * What the other engine would understand: written down it would be ignored, and nobody told.
 *
 * @internal
 */
export function listEngineProblems(spec: DeliverySpec): DeclarationProblem[] {
  return spec.engine === 'flux' ? fluxProblems(spec) : argoProblems(spec);
}

function fluxProblems(spec: DeliverySpec): DeclarationProblem[] {
  const { source, form } = spec;
  const problems = [
    ...ignored(
      'project',
      spec.project,
      'Flux has no projects: say whom it applies as with serviceAccountName',
    ),
    ...ignored(
      'destinationServer',
      spec.destinationServer,
      'Flux applies to the cluster in which it runs',
    ),
    ...chartProblems(spec),
  ];
  const isChartFile =
    source.type === 'oci' && form === 'helm' && spec.values === undefined;
  if (!isChartFile) return problems;
  if ('digest' in source.reference) {
    problems.push({
      code: 'CONFLICT',
      field: 'source.reference.digest',
      message:
        "Flux takes a chart's own file of values only where the chart is chosen by version: give the values of the environment, or a version",
    });
  }
  if (
    typeof source.verification === 'object' &&
    'identities' in source.verification
  ) {
    problems.push({
      code: 'IGNORED_FIELD',
      field: 'source.verification.identities',
      message:
        'Flux verifies identities only of a chart that it is given the values for: give the values of the environment, or verify by a key',
    });
  }
  return problems;
}

function argoProblems(spec: DeliverySpec): DeclarationProblem[] {
  const { source } = spec;
  const verification =
    source.type === 'oci' && source.verification !== 'none'
      ? source.verification
      : undefined;
  return [
    ...ignored(
      'source.verification',
      verification,
      'Argo CD cannot verify signatures of artifacts: deliver by digest, and let an admission policy verify',
    ),
    ...partialVersionProblem(source),
    ...ignored(
      'source.credentialsSecret',
      source.credentialsSecret,
      'Argo CD finds credentials by URL: declare them as a repository of the environment',
    ),
    ...ignored(
      'serviceAccountName',
      spec.serviceAccountName,
      'Argo CD applies as itself, or as the AppProject says',
    ),
    ...ignored(
      'dependsOn',
      spec.dependsOn,
      'Argo CD orders by sync waves, inside one application only',
    ),
    ...ignored(
      'interval',
      spec.interval,
      "Argo CD looks at all sources as often as 'timeout.reconciliation' in argocd-cm says",
    ),
    ...ignored(
      'timeout',
      spec.timeout,
      'Argo CD shows the health all the time and gives up never',
    ),
    ...chartProblems(spec),
  ];
}

/** `1.2` is a range to Flux, and to Argo CD the name of a tag, which nobody has. */
function partialVersionProblem(
  source: DeliverySpec['source'],
): DeclarationProblem[] {
  const range =
    source.type === 'oci' && 'semver' in source.reference
      ? source.reference.semver
      : undefined;
  return range !== undefined && /^v?[0-9]+(\.[0-9]+){0,2}(-.*)?$/.test(range)
    ? [
        {
          code: 'INVALID_VALUE',
          field: 'source.reference.semver',
          message: `Argo CD takes '${range}' for the name of a tag: give it as a tag, or write a range such as '1.x'`,
        },
      ]
    : [];
}

function chartProblems({ form, values }: DeliverySpec): DeclarationProblem[] {
  return form === 'helm'
    ? []
    : ignored('values', values, 'Only a Helm chart has values');
}

function ignored(
  field: string,
  value: unknown,
  message: string,
): DeclarationProblem[] {
  return value === undefined ? [] : [{ code: 'IGNORED_FIELD', field, message }];
}
