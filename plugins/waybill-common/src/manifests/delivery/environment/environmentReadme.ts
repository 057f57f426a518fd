import type { EnvironmentFilesInput } from './EnvironmentFilesInput';

/** How to bring an environment up, with the commands to copy. */
export function buildEnvironmentReadme(input: EnvironmentFilesInput): string {
  const { environment, engine } = input;
  const steps = engine === 'flux' ? fluxSteps(input) : argoSteps(input);
  return `# The environment ${environment.name}

Models of the team ${input.tenant} run here in the namespace \`${
    environment.namespace
  }\`, delivered by ${engine === 'flux' ? 'Flux' : 'Argo CD'} from
\`${
    input.fleet.path
  }\` of this repository. What is in that folder is applied by itself; what is in this one is applied once,
by hand, by somebody who may administer the cluster.

${steps.join('\n\n')}

## The portal

\`\`\`yaml
waybill:
  environments:
    - name: ${environment.name}
      namespace: ${environment.namespace}
      engine: ${engine}
      form: ${input.form ?? 'kustomize'}
      fleet:
        repository: ${input.fleet.url}
        path: ${input.fleet.path}
        branch: ${input.fleet.branch}
      delivery:
${settingsOf(input)
  .map(([key, value]) => `        ${key}: ${value}\n`)
  .join('')}\`\`\`
`;
}

function settingsOf(
  input: EnvironmentFilesInput,
): (readonly [string, string])[] {
  const { project, controlNamespace } = input;
  const own: (readonly [string, string])[] =
    input.engine === 'flux'
      ? [
          [
            'serviceAccountName',
            input.serviceAccountName ?? `${input.tenant}-delivery`,
          ],
        ]
      : [['project', project?.name ?? input.tenant]];
  return [
    ...own,
    ...(controlNamespace === undefined
      ? []
      : [['controlNamespace', controlNamespace] as const]),
    ...(project?.destinationServer === undefined
      ? []
      : [['destinationServer', project.destinationServer] as const]),
  ];
}

function fluxSteps({ environment, fleet }: EnvironmentFilesInput): string[] {
  const folder = `bootstrap/${environment.name}`;
  const secret = fleet.credentialsSecret;
  const reading =
    secret === undefined
      ? []
      : [
          `Let Flux read this repository (the token is asked for, and goes to the cluster alone):

\`\`\`sh
flux create secret git ${secret} --namespace flux-system --url ${fleet.url} --username git --password "$(cat)"
\`\`\``,
        ];
  return [
    `Install Flux, with its lockdown for teams where several share the cluster:

\`\`\`sh
flux install --components-extra image-reflector-controller,image-automation-controller
\`\`\``,
    ...reading,
    `Point it to this repository, and look whether it took it:

\`\`\`sh
kubectl apply --filename ${folder}/fleet.yaml
flux get kustomization fleet --namespace flux-system
\`\`\``,
  ];
}

function argoSteps({ environment }: EnvironmentFilesInput): string[] {
  const folder = `bootstrap/${environment.name}`;
  return [
    `Tell Argo CD how to read the health of models. Without it a model that is ready looks unfinished for ever:

\`\`\`sh
kubectl apply --server-side --field-manager waybill --filename ${folder}/argocd-cm.yaml
\`\`\``,
    `Point it to this repository, and look whether it took it:

\`\`\`sh
kubectl apply --filename ${folder}/fleet.yaml
argocd app get argocd/fleet-${environment.name}
\`\`\``,
  ];
}
