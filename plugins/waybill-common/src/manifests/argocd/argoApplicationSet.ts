import type { DeliverySpec } from '../declaration';
import { LABEL_ENVIRONMENT } from '../delivery/labels';
import { listDeliveryProblems } from '../delivery/listDeliveryProblems';
import { refuse } from '../delivery/refuse';
import type { KubernetesManifest } from '../kubernetes';
import { ManifestError } from '../ManifestError';
import { ARGOCD_NAMESPACE, buildApplicationSpec } from './argoApplication';

/** What may differ from environment to environment, as the template's variables. */
interface Element {
  readonly environment: string;
  readonly namespace: string;
  readonly server: string;
  readonly project: string;
  readonly revision: string;
}

/**
 * One ApplicationSet in place of an Application for each environment of a model.
 *
 * @param specs - deliveries of one model from one source; environment, destination, project and revision may differ
 * @throws ManifestError `NO_ENVIRONMENT`, `CONFLICT`, and what `listDeliveryProblems` finds
 * @public
 */
export function buildArgoApplicationSet(
  specs: readonly DeliverySpec[],
): KubernetesManifest {
  const [first] = specs;
  if (!first) {
    return refuse(
      'NO_ENVIRONMENT',
      'environments',
      'No environment is given: an ApplicationSet makes an application for each',
    );
  }
  specs.forEach((spec, index) => checkSpec(spec, index, specs));
  const elements = specs.map(elementOf);
  const template = withVariables(first);
  elements.forEach((element, index) => {
    const made = JSON.stringify(template).replace(
      /\{\{ \.(\w+) \}\}/g,
      (_, key: keyof Element) => element[key],
    );
    if (made !== JSON.stringify(buildApplicationSpec(specs[index]))) {
      refuse(
        'CONFLICT',
        `environments[${index}]`,
        `The environment '${element.environment}' is delivered another way than '${elements[0].environment}': give it an Application of its own`,
      );
    }
  });
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name: first.name,
      namespace: first.controlNamespace ?? ARGOCD_NAMESPACE,
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ list: { elements } }],
      template: {
        metadata: {
          name: `${first.name}-{{ .environment }}`,
          labels: { [LABEL_ENVIRONMENT]: '{{ .environment }}' },
        },
        spec: template,
      },
      // An environment that is taken from the list keeps what runs there until somebody deletes it.
      syncPolicy: { applicationsSync: 'create-update' },
    },
  };
}

function checkSpec(
  spec: DeliverySpec,
  index: number,
  specs: readonly DeliverySpec[],
): void {
  const field = `environments[${index}]`;
  if (spec.engine !== 'argo-cd') {
    refuse('CONFLICT', `${field}.engine`, 'Only Argo CD has ApplicationSets');
  }
  const [problem] = listDeliveryProblems(spec);
  if (problem) {
    throw new ManifestError({ ...problem, field: `${field}.${problem.field}` });
  }
  const { name } = spec.environment;
  const isTwice = specs.findIndex(
    ({ environment }) => environment.name === name,
  );
  if (isTwice !== index) {
    refuse('CONFLICT', field, `The environment '${name}' is there twice`);
  }
  if (JSON.stringify(spec).includes('{{')) {
    refuse('INVALID_VALUE', field, "'{{' would be taken for a template");
  }
}

function elementOf(spec: DeliverySpec): Element {
  const { project, source, destination } = buildApplicationSpec(spec);
  return {
    environment: spec.environment.name,
    namespace: destination.namespace,
    server: destination.server,
    project,
    revision: source.targetRevision,
  };
}

function withVariables(spec: DeliverySpec): object {
  const built = buildApplicationSpec({
    ...spec,
    // As long as it is no variable: the grammar of names knows no braces.
    environment: { name: 'ENVIRONMENT', namespace: 'ENVIRONMENT' },
  });
  const text = JSON.stringify({
    ...built,
    project: '{{ .project }}',
    destination: {
      server: '{{ .server }}',
      namespace: '{{ .namespace }}',
    },
    source: { ...built.source, targetRevision: '{{ .revision }}' },
  });
  return JSON.parse(
    text.replace(
      /environments\/ENVIRONMENT\b/g,
      'environments/{{ .environment }}',
    ),
  ) as object;
}
