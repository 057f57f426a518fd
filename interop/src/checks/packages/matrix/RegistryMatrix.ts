import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import {
  HttpRegistryClient,
  inspectPackage,
} from '@waybill/backstage-plugin-waybill-node';
import type { Tools } from '../../../tools';
import { expectEqual } from '../../check';
import type { RegistryUnderTest } from '../../roundTrips';
import type { Cell } from './cells';
import {
  CLIENTS,
  type Client,
  type ClientContext,
  type ClientName,
  type PackageReference,
} from './clients';
import { compareTrees, readTree } from './compareTrees';
import { writeMatrixModel, type MatrixModel } from './matrixModel';
import type { MatrixTable } from './MatrixTable';

export interface MatrixOptions {
  readonly tools: Tools;
  readonly waybillCommand: string;
  readonly registries: readonly RegistryUnderTest[];
  /** Registries on which the command is tried too; the others have the library, which does the same. */
  readonly withCommand: readonly string[];
  readonly folder: string;
  readonly table: MatrixTable;
}

/** The matrix on one registry. */
export class RegistryMatrix {
  readonly #options: MatrixOptions;
  readonly #registry: RegistryUnderTest;
  readonly #digests: Map<PackageFormat, string>;
  readonly #client: HttpRegistryClient;
  readonly #written = new Map<string, Promise<PackageReference>>();
  #model?: Promise<MatrixModel>;

  constructor(
    options: MatrixOptions,
    registry: RegistryUnderTest,
    /** What Waybill makes of the model, the first time: it is the same every time and everywhere. */
    digests: Map<PackageFormat, string>,
  ) {
    this.#options = options;
    this.#registry = registry;
    this.#digests = digests;
    this.#client = new HttpRegistryClient([
      { host: registry.host, plainHttp: true },
    ]);
  }

  async tryCell(cell: Cell, signal: AbortSignal): Promise<void> {
    const { table } = this.#options;
    const { label } = this.#registry;
    try {
      await this.#readBack(cell, signal);
      table.record(cell, label, 'ok');
    } catch (error) {
      const isSkipped = error instanceof Error && error.name === 'SkippedError';
      table.record(cell, label, isSkipped ? 'skipped' : 'failed');
      throw error;
    }
  }

  async #readBack(cell: Cell, signal: AbortSignal): Promise<void> {
    const from = await this.#write(cell, signal);
    const context = await this.#context(
      `${cell.format}-${cell.writer}-${cell.reader}`,
      signal,
    );
    const folder =
      cell.job === 'copy'
        ? await this.#copy(cell, from, context)
        : await clientNamed(cell.reader).read[cell.format]?.(context, from);
    const model = await this.#modelFolder();
    expectEqual(
      compareTrees(await readTree(model.folder), await readTree(folder ?? ''), {
        withModes: keepsModes(cell),
      }),
      [],
      'files that did not come back as they were packaged',
    );
  }

  /** The copy has the same digest, and Waybill unpacks it. */
  async #copy(
    { reader, format }: Cell,
    from: PackageReference,
    context: ClientContext,
  ): Promise<string | undefined> {
    const to = this.#reference(`${from.path}-copied-by-${slug(reader)}`);
    await clientNamed(reader).copy?.(context, from, to);
    const digestOf = async (one: PackageReference) =>
      (await this.#client.resolve(one, one.tag, { signal: context.signal }))
        ?.digest;
    expectEqual(await digestOf(to), await digestOf(from), 'digest of the copy');
    return await clientNamed('waybill').read[format]?.(context, to);
  }

  #write(cell: Cell, signal: AbortSignal): Promise<PackageReference> {
    const { format, writer } = cell;
    const key = `${format}-${writer}`;
    const known = this.#written.get(key);
    if (known) {
      return known;
    }
    const written = (async () => {
      const reference = this.#reference(`matrix/${format}-${slug(writer)}`);
      await clientNamed(writer).write[format]?.(
        await this.#context(key, signal),
        await this.#modelFolder(),
        reference,
      );
      await this.#checkWritten(cell, reference, signal);
      return reference;
    })();
    this.#written.set(key, written);
    return written;
  }

  async #checkWritten(
    { format, writer }: Cell,
    reference: PackageReference,
    signal: AbortSignal,
  ): Promise<void> {
    const { format: found, descriptor } = await inspectPackage(
      this.#client,
      reference,
      reference.tag,
      { signal },
    );
    expectEqual(found, format, 'format of what was written');
    if (writer === 'waybill' || writer === 'waybill command') {
      const first = this.#digests.get(format) ?? descriptor.digest;
      this.#digests.set(format, first);
      expectEqual(
        descriptor.digest,
        first,
        'digest of what Waybill makes of the same files',
      );
    }
  }

  #modelFolder(): Promise<MatrixModel> {
    this.#model ??= writeMatrixModel(
      path.join(this.#options.folder, slug(this.#registry.label)),
    );
    return this.#model;
  }

  #reference(name: string): PackageReference {
    const { host } = this.#registry;
    return { host, path: name, tag: '1.0.0', text: `${host}/${name}:1.0.0` };
  }

  async #context(name: string, signal: AbortSignal): Promise<ClientContext> {
    const { tools, waybillCommand, folder } = this.#options;
    const parent = path.join(folder, slug(this.#registry.label));
    await fs.mkdir(parent, { recursive: true });
    return {
      tools,
      waybillCommand,
      registry: this.#client,
      folder: await fs.mkdtemp(path.join(parent, `${slug(name)}-`)),
      signal,
    };
  }
}

/** ModelKits hold the modes of files, and so do images; Waybill gives all files of a modelcar the same. */
function keepsModes({ format, writer, job }: Cell): boolean {
  return (
    job === 'read' &&
    (format === 'modelkit' || (format === 'modelcar' && writer === 'crane'))
  );
}

function clientNamed(name: ClientName): Client {
  const client = CLIENTS.find(one => one.name === name);
  if (!client) {
    throw new Error(`the matrix has no client ${name}`);
  }
  return client;
}

function slug(text: string): string {
  return text.replace(/[^a-z0-9]+/g, '-');
}
