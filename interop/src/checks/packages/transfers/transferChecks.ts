import { createHash, randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  copyPackage,
  HttpRegistryClient,
  layoutModelcar,
  openFolder,
  publishPackage,
  unpackPackage,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { expect, expectEqual, type Check } from '../../check';
import type { RegistryUnderTest } from '../../roundTrips';
import { BreakingProxy } from './BreakingProxy';

export interface TransferOptions {
  readonly registries: readonly (RegistryUnderTest & {
    /** An upload whose connection broke can always be gone on with. */
    readonly keepsBroken: boolean;
  })[];
  readonly folder: string;
}

const SIZE_BYTES = 48 * 1024 * 1024;
const BREAK_BYTES = 32 * 1024 * 1024;
/** Headers, manifests, and what was under way when the line was cut. */
const SLACK_BYTES = 4 * 1024 * 1024;
const TAG = '1.0.0';

/** What happens to bytes on their way to real registries. */
export function packageTransferChecks(options: TransferOptions): Check[] {
  return options.registries.flatMap(registry => [
    {
      name: `package transfer: a broken upload goes on, on ${registry.label}`,
      run: signal =>
        throughProxy(registry, options.folder, signal, resumeUpload),
    },
    {
      name: `package transfer: a copy within ${registry.label} sends no layer`,
      run: signal => throughProxy(registry, options.folder, signal, copyWithin),
    },
  ]);
}

interface Transfer {
  readonly proxy: BreakingProxy;
  readonly client: RegistryClient;
  readonly keepsBroken: boolean;
  /** Holds one large file, `weights.bin`. */
  readonly model: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function throughProxy(
  { host, label, keepsBroken }: TransferOptions['registries'][number],
  parent: string,
  signal: AbortSignal,
  transfer: (transfer: Transfer) => Promise<void>,
): Promise<void> {
  await fs.mkdir(parent, { recursive: true });
  const folder = await fs.mkdtemp(
    path.join(parent, `${label.replace(/\W+/g, '-')}-`),
  );
  const model = path.join(folder, 'model');
  await fs.mkdir(model);
  await fs.writeFile(path.join(model, 'weights.bin'), randomBytes(SIZE_BYTES));
  const proxy = await BreakingProxy.start(host);
  try {
    const client = new HttpRegistryClient([
      { host: proxy.host, plainHttp: true },
    ]);
    await transfer({ proxy, client, keepsBroken, model, folder, signal });
  } finally {
    await proxy.stop();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** The connection is cut in the middle of the only large layer; what the registry has of it is not sent again. */
async function resumeUpload(transfer: Transfer): Promise<void> {
  const { proxy, client, keepsBroken, model, folder, signal } = transfer;
  proxy.breakAfter(BREAK_BYTES);
  const repository = { host: proxy.host, path: 'transfer/resumed' };
  await publish(transfer, repository.path);
  expectEqual(proxy.breaks, 1, 'times that the line was cut');
  const limit = SLACK_BYTES + (keepsBroken ? SIZE_BYTES : 2 * SIZE_BYTES);
  expect(
    proxy.sentBytes <= limit,
    `${proxy.sentBytes} bytes were sent for a file of ${SIZE_BYTES} that broke off after ${BREAK_BYTES}; ${limit} would do`,
  );
  const target = path.join(folder, 'unpacked');
  await unpackPackage(client, repository, TAG, { directory: target, signal });
  expectEqual(
    await sha256(path.join(target, 'weights.bin')),
    await sha256(path.join(model, 'weights.bin')),
    'digest of the file after the broken upload',
  );
}

/** The registry mounts the layers from one repository in the other. */
async function copyWithin(transfer: Transfer): Promise<void> {
  const { proxy, client, signal } = transfer;
  const digest = await publish(transfer, 'transfer/source');
  const before = proxy.sentBytes + proxy.receivedBytes;
  const copied = await copyPackage(
    client,
    {
      repository: { host: proxy.host, path: 'transfer/source' },
      tagOrDigest: TAG,
    },
    { repository: { host: proxy.host, path: 'transfer/copy' }, tag: TAG },
    { signal },
  );
  expectEqual(copied.descriptor.digest, digest, 'digest of the copy');
  const passed = proxy.sentBytes + proxy.receivedBytes - before;
  expect(
    passed < SLACK_BYTES,
    `${passed} bytes passed for a copy whose layers the registry has already`,
  );
}

async function publish(
  { proxy, client, model, signal }: Transfer,
  name: string,
): Promise<string> {
  const layout = await layoutModelcar(await openFolder(model, { signal }));
  const { descriptor } = await publishPackage(
    client,
    { host: proxy.host, path: name },
    layout,
    { tag: TAG, signal },
  );
  return descriptor.digest;
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await fs.readFile(file))
    .digest('hex');
}
