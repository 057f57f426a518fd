import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import type {
  RegistryClient,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import type { Tools } from '../../../../tools';
import type { MatrixModel } from '../matrixModel';

export const CLIENT_NAMES = [
  'waybill',
  'waybill command',
  'kit',
  'modctl',
  'oras',
  'crane',
  'skopeo',
] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** What a client works with. */
export interface ClientContext {
  readonly tools: Tools;
  /** Speaks plain HTTP to every registry of the matrix. */
  readonly registry: RegistryClient;
  /** Entry of the built command `waybill`. */
  readonly waybillCommand: string;
  /** Empty folder, this one's own: home, store and scratch space. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A package in a registry: `127.0.0.1:40123/matrix/model:1.0.0`, and in parts. */
export interface PackageReference extends RepositoryName {
  readonly tag: string;
  readonly text: string;
}

export type Write = (
  context: ClientContext,
  model: MatrixModel,
  to: PackageReference,
) => Promise<void>;

/** @returns the folder below which the model's files are then */
export type Read = (
  context: ClientContext,
  from: PackageReference,
) => Promise<string>;

export type Copy = (
  context: ClientContext,
  from: PackageReference,
  to: PackageReference,
) => Promise<void>;

/** What one client can do, by format; what is not here it cannot, and `refusals.ts` says why. */
export interface Client {
  readonly name: ClientName;
  readonly write: Partial<Record<PackageFormat, Write>>;
  readonly read: Partial<Record<PackageFormat, Read>>;
  /** Takes a package of any format as it is to another repository, for clients that know nothing of models. */
  readonly copy?: Copy;
}
