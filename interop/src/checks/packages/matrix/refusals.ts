import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import type { ClientName } from './clients';

const COPIES_ONLY =
  'takes a package of any format from one repository to another, and makes none of this one';

/** Why a client writes no package of a format. */
const NOT_WRITTEN: Partial<
  Record<ClientName, Partial<Record<PackageFormat, string>> | string>
> = {
  kit: {
    modelcar: 'kit 1.15.0 makes no image that runs as a modelcar',
    artifact: 'kit writes ModelKits and ModelPacks only',
  },
  modctl: 'modctl writes ModelPacks only',
  oras: COPIES_ONLY,
  crane: COPIES_ONLY,
  skopeo: COPIES_ONLY,
};

/** Why a client does not unpack a format (those that copy are tried for that). */
const NOT_READ: Partial<Record<ClientName, string>> = {
  kit: 'kit reads ModelKits and ModelPacks only',
  modctl: 'modctl reads ModelPacks only',
};

/** Pairs that do not fit although each does the format. */
const NOT_TOGETHER: readonly {
  readonly format: PackageFormat;
  readonly writer: ClientName;
  readonly reader: ClientName;
  readonly reason: string;
}[] = [
  {
    format: 'modelpack',
    writer: 'modctl',
    reader: 'kit',
    reason:
      'kit refuses it: modctl 0.2.2 writes the older application/vnd.cnai.model.* types',
  },
];

export function whyNotWritten(
  format: PackageFormat,
  writer: ClientName,
): string {
  const found = NOT_WRITTEN[writer];
  const reason = typeof found === 'string' ? found : found?.[format];
  if (!reason) {
    throw new Error(`nobody said why ${writer} writes no ${format}`);
  }
  return reason;
}

/** @returns `undefined` where the two fit */
export function whyNotRead(
  format: PackageFormat,
  writer: ClientName,
  reader: ClientName,
): string | undefined {
  return NOT_TOGETHER.find(
    pair =>
      pair.format === format &&
      pair.writer === writer &&
      pair.reader === reader,
  )?.reason;
}

export function whyUnable(reader: ClientName): string {
  const reason = NOT_READ[reader];
  if (!reason) {
    throw new Error(`nobody said why ${reader} does not read`);
  }
  return reason;
}
