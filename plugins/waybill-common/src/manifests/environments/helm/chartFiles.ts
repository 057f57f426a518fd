import type { ModelDeclaration } from '../../declaration';

/** `Chart.yaml` of Helm 3. @public */
export interface HelmChartFile {
  readonly apiVersion: 'v2';
  readonly name: string;
  readonly description: string;
  readonly type: 'application';
  readonly version: string;
  readonly appVersion: string;
}

/** The chart is of the version of the model that it was first written for. */
export function buildChartFile({
  name,
  package: pinned,
}: ModelDeclaration): HelmChartFile {
  return {
    apiVersion: 'v2',
    name,
    description: `Serves the model ${name}`,
    type: 'application',
    version: pinned.version,
    appVersion: pinned.version,
  };
}

/** What `helm install` says when it is done. */
export function buildChartNotes({ name, serving }: ModelDeclaration): string {
  const kind =
    serving.kind === 'Deployment'
      ? 'deployment'
      : `${serving.kind.toLocaleLowerCase('en-US')}.serving.kserve.io`;
  return [
    `The model ${name} is declared in the namespace {{ .Release.Namespace }}.`,
    '',
    'See whether it is ready:',
    '',
    `  kubectl --namespace {{ .Release.Namespace }} get ${kind} ${name}`,
    '',
  ].join('\n');
}
