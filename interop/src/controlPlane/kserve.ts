import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { runSuccessfully, type ProcessSpec } from '../processes';
import type { Tools } from '../tools';
import {
  kubeconfigFile,
  servingCertificate,
  type ClusterSettings,
} from './kubernetes';
import type { KubernetesManifest } from './Kubectl';

export const KSERVE_NAMESPACE = 'kserve';

interface WebhookConfiguration extends KubernetesManifest {
  readonly webhooks: readonly {
    readonly clientConfig: {
      readonly service?: { readonly path?: string };
    };
    readonly [field: string]: unknown;
  }[];
}

/** KServe's configuration as its module ships it, in Standard mode: the default mode needs Knative. */
export async function kserveConfiguration({
  tools,
}: ClusterSettings): Promise<KubernetesManifest[]> {
  const folder = path.join(
    await tools.moduleFolder('kserve-manager'),
    'config',
  );
  const configMap = parse(
    await fs.readFile(
      path.join(folder, 'configmap', 'inferenceservice.yaml'),
      'utf8',
    ),
  ) as KubernetesManifest & { data: Record<string, string> };
  const rendered = await Promise.all(
    ['runtimes', 'storagecontainers'].map(name =>
      // Rendered and not only read: the files name images that the kustomization replaces.
      runSuccessfully(tools.path('kustomize'), [
        'build',
        path.join(folder, name),
      ]),
    ),
  );
  return [
    {
      ...configMap,
      data: {
        ...configMap.data,
        deploy: JSON.stringify({ defaultDeploymentMode: 'Standard' }),
      },
    },
    ...rendered.flatMap(({ stdout }) =>
      parseAllDocuments(pinOwnImages(stdout, tools)).map(
        document => document.toJS() as KubernetesManifest,
      ),
    ),
  ];
}

/** Between releases the module says `latest` of its own images; a release says its version. */
function pinOwnImages(yaml: string, tools: Tools): string {
  return yaml.replace(
    /(image: kserve\/[a-z-]+):latest\b/g,
    `$1:${tools.version('kserve-manager')}`,
  );
}

export async function kserveManager(
  settings: ClusterSettings,
): Promise<ProcessSpec> {
  const { folder, tools, ports } = settings;
  const temporary = path.join(folder, 'kserve-tmp');
  // Where controller-runtime looks for the certificate of a webhook server unless it is told otherwise.
  const certificates = path.join(
    temporary,
    'k8s-webhook-server',
    'serving-certs',
  );
  await fs.mkdir(certificates, { recursive: true });
  const { certificate, key } = servingCertificate(settings);
  await fs.copyFile(certificate, path.join(certificates, 'tls.crt'));
  await fs.copyFile(key, path.join(certificates, 'tls.key'));
  return {
    name: 'kserve-manager',
    file: tools.path('kserve-manager'),
    args: [
      `-kubeconfig=${kubeconfigFile(settings)}`,
      '-leader-elect=false',
      `-webhook-port=${ports.kserveWebhook}`,
      `-metrics-addr=127.0.0.1:${ports.kserveMetrics}`,
      `-health-probe-addr=127.0.0.1:${ports.kserveHealth}`,
    ],
    env: { POD_NAMESPACE: KSERVE_NAMESPACE, TMPDIR: temporary },
    health: { type: 'port', port: ports.kserveWebhook },
  };
}

/** KServe's webhook configurations, pointed at the process: there is no network of Services here. */
export async function kserveWebhooks(
  settings: ClusterSettings,
): Promise<KubernetesManifest[]> {
  const file = path.join(
    await settings.tools.moduleFolder('kserve-manager'),
    'config',
    'webhook',
    'manifests.yaml',
  );
  const { certificate } = servingCertificate(settings);
  const caBundle = (await fs.readFile(certificate)).toString('base64');
  const base = `https://127.0.0.1:${settings.ports.kserveWebhook}`;
  return parseAllDocuments(await fs.readFile(file, 'utf8')).map(document =>
    pointToProcess(document.toJS() as WebhookConfiguration, base, caBundle),
  );
}

function pointToProcess(
  configuration: WebhookConfiguration,
  base: string,
  caBundle: string,
): KubernetesManifest {
  return {
    ...configuration,
    metadata: { name: configuration.metadata.name },
    webhooks: configuration.webhooks.map(webhook => ({
      ...webhook,
      clientConfig: {
        url: `${base}${webhook.clientConfig.service?.path ?? ''}`,
        caBundle,
      },
      admissionReviewVersions: ['v1', 'v1beta1'],
    })),
  };
}
