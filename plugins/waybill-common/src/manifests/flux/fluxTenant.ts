import { checkFields, refuse } from '../delivery/refuse';
import { MODEL_KINDS } from '../delivery/modelKinds';
import type { DeclarationForm } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { FLUX_NAMESPACE } from './fluxSources';

/** A team, and where its models may be. @public */
export interface FluxTenantInput {
  readonly tenant: string;
  /** Namespaces of its models. */
  readonly namespaces: readonly string[];
  /**
   * Where its delivery objects are. In its own namespace (the first one where absent) the team needs nothing of Flux' own;
   * `flux-system` where one repository of the platform team declares all deliveries.
   */
  readonly controlNamespace?: string;
  /** As whom Flux applies what the team declares. Default `<tenant>-delivery`. */
  readonly serviceAccountName?: string;
  /** Group of people who may look at the namespaces. */
  readonly viewers?: string;
  /** Helm keeps its releases in Secrets. Default `kustomize`. */
  readonly form?: DeclarationForm;
}

const MAX_NAMESPACES = 50;
const READ = ['get', 'list', 'watch'];

/**
 * Namespaces of a team, the account as which Flux applies there, and what that account may do: model objects, in these
 * namespaces, nothing of the cluster.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`, `CONFLICT`
 * @public
 */
export function buildFluxTenant(input: FluxTenantInput): KubernetesManifest[] {
  checkTenant(input);
  const { tenant, namespaces } = input;
  const accountName = input.serviceAccountName ?? `${tenant}-delivery`;
  const accountNamespace = input.controlNamespace ?? namespaces[0];
  const account = {
    kind: 'ServiceAccount',
    name: accountName,
    namespace: accountNamespace,
  };
  return [
    ...namespaces.map(name => buildTenantNamespace(name, tenant)),
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: accountName, namespace: accountNamespace },
      automountServiceAccountToken: false,
    },
    ...namespaces.flatMap(namespace => [
      buildRole(accountName, namespace, input.form),
      buildBinding({
        name: accountName,
        namespace,
        roleRef: { kind: 'Role', name: accountName },
        subject: account,
      }),
      ...(input.viewers === undefined
        ? []
        : [
            buildBinding({
              name: `${tenant}-viewers`,
              namespace,
              roleRef: { kind: 'ClusterRole', name: 'view' },
              subject: {
                apiGroup: 'rbac.authorization.k8s.io',
                kind: 'Group',
                name: input.viewers,
              },
            }),
          ]),
    ]),
  ];
}

function checkTenant(input: FluxTenantInput): void {
  const { namespaces, tenant, viewers } = input;
  checkFields([
    ['tenant', 'label', tenant],
    ['controlNamespace', 'label', input.controlNamespace],
    ['serviceAccountName', 'name', input.serviceAccountName],
    ...namespaces.map(
      (namespace, index) =>
        [`namespaces[${index}]`, 'label', namespace] as const,
    ),
  ]);
  if (namespaces.length === 0 || namespaces.length > MAX_NAMESPACES) {
    refuse(
      'INVALID_VALUE',
      'namespaces',
      `The tenant '${tenant}' has ${namespaces.length} namespaces: name 1 to ${MAX_NAMESPACES}`,
    );
  }
  if (namespaces.includes(FLUX_NAMESPACE)) {
    refuse(
      'CONFLICT',
      'namespaces',
      `The namespace '${FLUX_NAMESPACE}' is Flux' own: models there could rule the cluster`,
    );
  }
  if (viewers !== undefined) checkGroup('viewers', viewers);
}

/** @throws ManifestError `INVALID_VALUE` @internal */
export function checkGroup(field: string, group: string): void {
  const isReserved = group.startsWith('system:');
  if (!/^[\w.:@/+ -]{1,200}$/.test(group) || isReserved) {
    refuse(
      'INVALID_VALUE',
      field,
      `'${group.slice(0, 80)}' is no group of people${
        isReserved ? ": 'system:' is Kubernetes' own" : ''
      }`,
    );
  }
}

/** @internal */
export function buildTenantNamespace(
  name: string,
  tenant: string,
): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'toolkit.fluxcd.io/tenant': tenant,
        'pod-security.kubernetes.io/warn': 'restricted',
      },
      annotations: {
        // Models outlive a mistake in the fleet repository.
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
  };
}

function buildRole(
  name: string,
  namespace: string,
  form?: DeclarationForm,
): KubernetesManifest {
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const helm = [{ apiGroups: [''], resources: ['secrets'], verbs }];
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace },
    rules: [
      ...MODEL_KINDS.map(({ group, kinds }) => ({
        apiGroups: [group],
        resources: Object.values(kinds),
        verbs,
      })),
      // Flux reads a Deployment's health with what is below it, and without them waits in vain.
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: READ },
      { apiGroups: [''], resources: ['pods'], verbs: READ },
      // What KServe makes in Knative mode tells whether the model is ready.
      {
        apiGroups: ['serving.knative.dev'],
        resources: ['services'],
        verbs: READ,
      },
      ...(form === 'helm' ? helm : []),
    ],
  };
}

function buildBinding(input: {
  readonly name: string;
  readonly namespace: string;
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subject: Readonly<Record<string, string>>;
}): KubernetesManifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: input.name, namespace: input.namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...input.roleRef },
    subjects: [input.subject],
  };
}
