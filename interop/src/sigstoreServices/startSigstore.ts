import { generateKeyPairSync } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { findFreePorts, ManagedProcess, runSuccessfully } from '../processes';
import type { Tools } from '../tools';
import { CertificateLog } from './CertificateLog';
import { OidcIssuer } from './OidcIssuer';

/** A private Sigstore: everything that keyless signing needs, on the loopback interface. */
export interface RunningSigstore {
  readonly issuer: OidcIssuer;
  readonly fulcioUrl: string;
  readonly rekorUrl: string;
  readonly timestampUrl: string;
  /** Sigstore trusted root (JSON) of these services. */
  readonly trustedRootFile: string;
  /** Sigstore signing config v0.2 (JSON) of these services. */
  readonly signingConfigFile: string;
  stop(): Promise<void>;
}

interface SigstoreOptions {
  readonly tools: Tools;
  readonly folder: string;
  readonly signal?: AbortSignal;
}

const PORTS = [
  'fulcio',
  'fulcioGrpc',
  'fulcioMetrics',
  'rekor',
  'rekorGrpc',
  'rekorMetrics',
  'timestamps',
] as const;
type Ports = Record<(typeof PORTS)[number], number>;

const LOG_ORIGIN = 'rekor.interop.example';
/** Before anything that these services sign. */
const START_TIME = '2020-01-01T00:00:00Z';

/**
 * Starts Fulcio, Rekor v2 and a timestamp authority, each the real program, with an OpenID provider and a certificate
 * log of ours: no log of certificates that can be built runs without a database.
 */
export async function startSigstore(
  options: SigstoreOptions,
): Promise<RunningSigstore> {
  const { folder } = options;
  await fs.mkdir(folder, { recursive: true });
  const ports = await findFreePorts(PORTS);
  const stoppable: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of stoppable.reverse()) await part.stop();
  };
  try {
    const issuer = await OidcIssuer.start();
    stoppable.push(issuer);
    const log = await CertificateLog.start();
    stoppable.push(log);
    await fs.writeFile(
      publicKeyFile(folder, 'certificate-log'),
      log.publicKeyPem,
    );
    const start = async (spec: Parameters<typeof ManagedProcess.start>[0]) => {
      const process = await ManagedProcess.start(spec, folder);
      stoppable.push(process);
      await process.untilHealthy(options.signal);
    };
    await start(await fulcio(options, ports, issuer.url, log.url));
    await saveChain(options, 'fulcio', `${at(ports.fulcio)}/api/v1/rootCert`);
    await start(await rekor(options, ports));
    await start(timestampAuthority(options, ports));
    await saveChain(
      options,
      'timestamps',
      `${at(ports.timestamps)}/api/v1/timestamp/certchain`,
    );
    return {
      issuer,
      fulcioUrl: at(ports.fulcio),
      rekorUrl: at(ports.rekor),
      timestampUrl: at(ports.timestamps),
      trustedRootFile: await createTrustedRoot(options, ports, log.url),
      signingConfigFile: await createSigningConfig(options, ports, issuer.url),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function at(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function fulcio(
  { tools, folder }: SigstoreOptions,
  ports: Ports,
  issuerUrl: string,
  certificateLogUrl: string,
) {
  const config = path.join(folder, 'fulcio.yaml');
  await fs.writeFile(
    config,
    stringify({
      'oidc-issuers': {
        [issuerUrl]: {
          'issuer-url': issuerUrl,
          'client-id': OidcIssuer.audience,
          type: 'email',
        },
      },
    }),
  );
  return {
    name: 'fulcio',
    file: tools.path('fulcio'),
    args: [
      'serve',
      '--host=127.0.0.1',
      `--port=${ports.fulcio}`,
      '--grpc-host=127.0.0.1',
      `--grpc-port=${ports.fulcioGrpc}`,
      `--metrics-port=${ports.fulcioMetrics}`,
      `--legacy-unix-domain-socket=${path.join(folder, 'fulcio.sock')}`,
      '--ca=ephemeralca',
      `--ct-log-url=${certificateLogUrl}`,
      `--config-path=${config}`,
    ],
    health: { type: 'http' as const, url: `${at(ports.fulcio)}/healthz` },
  };
}

async function rekor({ tools, folder }: SigstoreOptions, ports: Ports) {
  const storage = path.join(folder, 'transparency-log');
  await fs.mkdir(storage, { recursive: true });
  const { privateKeyFile } = await writeKeyPair(folder, 'rekor');
  return {
    name: 'rekor',
    file: tools.path('rekor-server'),
    args: [
      'serve',
      '--http-address=127.0.0.1',
      `--http-port=${ports.rekor}`,
      '--grpc-address=127.0.0.1',
      `--grpc-port=${ports.rekorGrpc}`,
      `--http-metrics-port=${ports.rekorMetrics}`,
      `--hostname=${LOG_ORIGIN}`,
      `--storage-dir=${storage}`,
      `--signer-filepath=${privateKeyFile}`,
      '--checkpoint-interval=500ms',
      '--batch-max-age=50ms',
    ],
    health: { type: 'http' as const, url: `${at(ports.rekor)}/healthz` },
  };
}

function timestampAuthority({ tools }: SigstoreOptions, ports: Ports) {
  return {
    name: 'timestamp-authority',
    file: tools.path('timestamp-server'),
    args: [
      'serve',
      '--host=127.0.0.1',
      `--port=${ports.timestamps}`,
      '--timestamp-signer=memory',
      '--disable-ntp-monitoring',
    ],
    health: { type: 'http' as const, url: `${at(ports.timestamps)}/ping` },
  };
}

async function writeKeyPair(folder: string, name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const privateKeyFile = path.join(folder, `${name}.key`);
  await fs.writeFile(
    privateKeyFile,
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
    { mode: 0o600 },
  );
  await fs.writeFile(
    publicKeyFile(folder, name),
    publicKey.export({ type: 'spki', format: 'pem' }),
  );
  return { privateKeyFile };
}

function publicKeyFile(folder: string, name: string): string {
  return path.join(folder, `${name}.pub`);
}

function chainFile(folder: string, name: string): string {
  return path.join(folder, `${name}-chain.pem`);
}

async function saveChain(
  { folder, signal }: SigstoreOptions,
  name: string,
  url: string,
): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  await fs.writeFile(chainFile(folder, name), await response.text());
}

/**
 * cosign writes both files, so that what we read is what others make. The log is named by its origin: readers take the
 * name that its checkpoints are signed with from the URL.
 */
async function createTrustedRoot(
  { tools, folder }: SigstoreOptions,
  ports: Ports,
  certificateLogUrl: string,
): Promise<string> {
  const file = path.join(folder, 'trusted_root.json');
  await cosign(tools, folder, [
    'trusted-root',
    'create',
    `--fulcio=url=${at(ports.fulcio)},certificate-chain=${chainFile(
      folder,
      'fulcio',
    )},start-time=${START_TIME}`,
    `--ctfe=url=${certificateLogUrl},public-key=${publicKeyFile(
      folder,
      'certificate-log',
    )},start-time=${START_TIME}`,
    `--rekor=url=https://${LOG_ORIGIN},public-key=${publicKeyFile(
      folder,
      'rekor',
    )},start-time=${START_TIME},origin=${LOG_ORIGIN}`,
    `--tsa=url=${at(
      ports.timestamps,
    )}/api/v1/timestamp,certificate-chain=${chainFile(
      folder,
      'timestamps',
    )},start-time=${START_TIME}`,
    `--out=${file}`,
  ]);
  return file;
}

async function createSigningConfig(
  { tools, folder }: SigstoreOptions,
  ports: Ports,
  issuerUrl: string,
): Promise<string> {
  const file = path.join(folder, 'signing_config.json');
  const service = (name: string, url: string, version: number) =>
    `--${name}=url=${url},api-version=${version},start-time=${START_TIME},operator=interop.example`;
  await cosign(tools, folder, [
    'signing-config',
    'create',
    service('fulcio', at(ports.fulcio), 1),
    service('rekor', at(ports.rekor), 2),
    '--rekor-config=ANY',
    service('tsa', `${at(ports.timestamps)}/api/v1/timestamp`, 1),
    '--tsa-config=ANY',
    service('oidc-provider', issuerUrl, 1),
    `--out=${file}`,
  ]);
  return file;
}

async function cosign(
  tools: Tools,
  folder: string,
  args: readonly string[],
): Promise<void> {
  await runSuccessfully(tools.path('cosign'), [...args], {
    cwd: folder,
    env: { HOME: folder },
  });
}
