import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import { CLIENTS, type Client, type ClientName } from './clients';
import { whyNotRead, whyNotWritten, whyUnable } from './refusals';

export const FORMATS: readonly PackageFormat[] = [
  'modelkit',
  'modelpack',
  'modelcar',
  'artifact',
];

/** What one client does with what another wrote: unpack it, take it elsewhere as it is, or nothing. */
export type Cell = {
  readonly format: PackageFormat;
  readonly writer: ClientName;
  readonly reader: ClientName;
} & (
  | { readonly job: 'read' | 'copy' }
  | { readonly job: 'none'; readonly reason: string }
);

/** Every cell of the matrix, those that cannot be included with the reason. */
export function allCells(clients: readonly Client[] = CLIENTS): Cell[] {
  return FORMATS.flatMap(format =>
    clients.flatMap(writer =>
      clients.map(reader => ({
        format,
        writer: writer.name,
        reader: reader.name,
        ...jobOf(format, writer, reader),
      })),
    ),
  );
}

function jobOf(format: PackageFormat, writer: Client, reader: Client) {
  if (!writer.write[format]) {
    return {
      job: 'none' as const,
      reason: whyNotWritten(format, writer.name),
    };
  }
  const reason = whyNotRead(format, writer.name, reader.name);
  if (reason) {
    return { job: 'none' as const, reason };
  }
  if (reader.read[format]) {
    return { job: 'read' as const };
  }
  return reader.copy
    ? { job: 'copy' as const }
    : { job: 'none' as const, reason: whyUnable(reader.name) };
}
