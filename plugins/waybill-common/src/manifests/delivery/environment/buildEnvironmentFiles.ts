import { buildArgoHealthCustomization } from '../../argocd/health/argoHealthCustomization';
import { buildArgoProject } from '../../argocd/argoProject';
import { ARGOCD_NAMESPACE } from '../../argocd/argoApplication';
import { buildImageAutomation } from '../../flux/automation/buildImageAutomation';
import { FLUX_NAMESPACE } from '../../flux/fluxSources';
import { buildFluxTenant, buildTenantNamespace } from '../../flux/fluxTenant';
import { buildFluxAlerts, buildFluxReceiver } from '../../flux/notifications';
import type { RepositoryFile } from '../../environments';
import type { KubernetesManifest } from '../../kubernetes';
import { serializeManifests } from '../../serializeManifests';
import { joinFleetPath } from '../fleetEntry';
import { refusePlainSecrets } from '../plainSecrets';
import { checkFields, refuse } from '../refuse';
import { buildRepositoryCredentials } from '../repositoryCredentials';
import { buildVerificationKeys } from '../verificationKeys';
import { buildEnvironmentReadme } from './environmentReadme';
import type { EnvironmentFilesInput } from './EnvironmentFilesInput';
import { buildFleetSource } from './fleetSource';

/**
 * The files of the fleet repository that make a place for models: namespaces and rights, keys, alerts, credentials by
 * reference, and beside them what is applied once by hand. Models come later, by `buildFleetEntry`.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function buildEnvironmentFiles(
  input: EnvironmentFilesInput,
): RepositoryFile[] {
  checkInput(input);
  const namespace =
    input.controlNamespace ??
    (input.engine === 'flux' ? FLUX_NAMESPACE : ARGOCD_NAMESPACE);
  const sections =
    input.engine === 'flux'
      ? fluxSections(input, namespace)
      : argoSections(input, namespace);
  const bootstrap = bootstrapSections(input);
  return [
    ...sections.flatMap(([name, objects]) =>
      fileOf(joinFleetPath(input.fleet.path, `environment/${name}`), objects),
    ),
    ...bootstrap.flatMap(([name, objects]) =>
      fileOf(`bootstrap/${input.environment.name}/${name}`, objects),
    ),
    {
      path: `bootstrap/${input.environment.name}/README.md`,
      content: buildEnvironmentReadme(input),
    },
  ];
}

type Section = readonly [string, readonly KubernetesManifest[]];

function fileOf(
  path: string,
  objects: readonly KubernetesManifest[],
): RepositoryFile[] {
  if (objects.length === 0) return [];
  const content = serializeManifests(...refusePlainSecrets(objects));
  return [{ path, content }];
}

function checkInput(input: EnvironmentFilesInput): void {
  const { environment, fleet } = input;
  checkFields([
    ['environment.name', 'label', environment.name],
    ['environment.namespace', 'label', environment.namespace],
    ['tenant', 'label', input.tenant],
    ['controlNamespace', 'label', input.controlNamespace],
    ['serviceAccountName', 'name', input.serviceAccountName],
    ['fleet.url', 'gitUrl', fleet.url],
    ['fleet.branch', 'branch', fleet.branch],
    ['fleet.path', 'folder', fleet.path],
    ['fleet.credentialsSecret', 'name', fleet.credentialsSecret],
  ]);
  const { engine } = input;
  const foreign =
    engine === 'flux'
      ? (['project', 'operators'] as const)
      : ([
          'keys',
          'alerts',
          'receiver',
          'imageAutomation',
          'serviceAccountName',
        ] as const);
  for (const field of foreign) {
    if (input[field] !== undefined) {
      refuse(
        'IGNORED_FIELD',
        field,
        `${
          engine === 'flux' ? 'Flux' : 'Argo CD'
        } has no ${field}: leave it out for the environment '${
          environment.name
        }'`,
      );
    }
  }
  if (engine === 'argo-cd' && !input.project) {
    refuse(
      'MISSING',
      'project',
      `Argo CD needs a project for the team '${input.tenant}': say which sources it may deliver`,
    );
  }
}

function fluxSections(
  input: EnvironmentFilesInput,
  namespace: string,
): Section[] {
  const { environment, tenant, keys, alerts, receiver } = input;
  const shared = { environment: environment.name, controlNamespace: namespace };
  return [
    [
      'tenant.yaml',
      buildFluxTenant({
        tenant,
        namespaces: [environment.namespace],
        controlNamespace: namespace,
        ...(input.serviceAccountName !== undefined && {
          serviceAccountName: input.serviceAccountName,
        }),
        ...(input.viewers !== undefined && { viewers: input.viewers }),
        ...(input.form && { form: input.form }),
      }),
    ],
    [
      'verification.yaml',
      keys ? [buildVerificationKeys({ namespace, keys })] : [],
    ],
    ['repositories.yaml', credentials(input, namespace)],
    ['alerts.yaml', alerts ? buildFluxAlerts({ ...alerts, ...shared }) : []],
    [
      'receiver.yaml',
      receiver ? [buildFluxReceiver({ ...receiver, ...shared })] : [],
    ],
    [
      'image-automation.yaml',
      (input.imageAutomation ?? []).flatMap(model =>
        buildImageAutomation({ ...model, controlNamespace: namespace }),
      ),
    ],
  ];
}

function argoSections(
  input: EnvironmentFilesInput,
  namespace: string,
): Section[] {
  const { environment, tenant, project, operators, viewers } = input;
  return [
    [
      'namespaces.yaml',
      [withoutPruning(buildTenantNamespace(environment.namespace, tenant))],
    ],
    [
      'project.yaml',
      [
        buildArgoProject({
          project: project?.name ?? tenant,
          sourceRepos: project?.sourceRepos ?? [],
          destinations: [
            {
              namespace: environment.namespace,
              ...(project?.destinationServer !== undefined && {
                server: project.destinationServer,
              }),
            },
          ],
          ...(operators && { operators }),
          ...(viewers !== undefined && { viewers: [viewers] }),
          controlNamespace: namespace,
        }),
      ],
    ],
    ['repositories.yaml', credentials(input, namespace)],
  ];
}

function credentials(
  { repositories = [], engine }: EnvironmentFilesInput,
  namespace: string,
): KubernetesManifest[] {
  return repositories.map(repository =>
    buildRepositoryCredentials({ ...repository, engine, namespace }),
  );
}

function withoutPruning(object: KubernetesManifest): KubernetesManifest {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      },
    },
  };
}

function bootstrapSections(input: EnvironmentFilesInput): Section[] {
  const own = input.engine === 'flux' ? FLUX_NAMESPACE : ARGOCD_NAMESPACE;
  const fleet: Section = ['fleet.yaml', buildFleetSource(input, own)];
  if (input.engine === 'flux') return [fleet];
  return [
    fleet,
    [
      'argocd-cm.yaml',
      [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: 'argocd-cm',
            namespace: own,
            // Argo CD sees no configuration without it.
            labels: { 'app.kubernetes.io/part-of': 'argocd' },
          },
          data: buildArgoHealthCustomization(),
        },
      ],
    ],
  ];
}
