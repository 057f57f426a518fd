import type { ServingNote, ServingPlace } from '../artifact/compatibility';
import type { PackageFormat } from '../artifact/package';
import type { Environment, Placement } from '../model/placement';
import type { Verdict } from '../verification/verdict';
import type { EnvironmentPreset } from './previews';

/**
 * One version of a model: a tag, resolved.
 *
 * @public
 */
export interface VersionSummary {
  readonly tag: string;
  readonly digest: string;
  /** Sum of config and layers in bytes. */
  readonly sizeBytes: number;
  readonly format: PackageFormat;
  /** ISO 8601, from the manifest's annotation, where there is one. */
  readonly createdAt?: string;
  readonly verdict: Verdict;
  /** What there is to say of serving it, by environment; absent where there is nothing. */
  readonly serving?: readonly ServingNote[];
}

/**
 * Something that could not be read, named with what it makes uncertain.
 *
 * @public
 */
export interface Problem {
  /** `registry`, `cluster`, `git`. */
  readonly source: 'registry' | 'cluster' | 'git';
  /** Host, cluster or URL. */
  readonly name: string;
  readonly message: string;
  /** When the last good answer came (ISO 8601). */
  readonly lastGoodAt?: string;
}

/**
 * `GET /models/:kind/:namespace/:name`: everything that the Waybill tab shows.
 *
 * @public
 */
export interface ModelOverview {
  readonly entityRef: string;
  /** `host/path` of the versions. */
  readonly repository: string;
  /** Newest first by semver; tags that are no semver after them, by name. */
  readonly versions: readonly VersionSummary[];
  /** One for each configured environment, in configured order. */
  readonly placements: readonly Placement[];
  readonly problems: readonly Problem[];
  /** When this answer was made (ISO 8601). */
  readonly asOf: string;
}

/** `GET /environments`. @public */
export interface EnvironmentList {
  readonly items: readonly Environment[];
  /** True where the portal runs on the sandbox: a demonstration, and shown as one. */
  readonly isSandbox: boolean;
  /** What is known of serving there, where the configuration says something. */
  readonly places?: readonly ServingPlace[];
  /** Whether modelcars come on top of a base image with a shell. */
  readonly hasBaseImage?: boolean;
  /** How models are declared and delivered there, in the order of `items`. */
  readonly presets?: readonly EnvironmentPreset[];
}

/** `POST /uploads` (a tar or a single file as body): answer. @public */
export interface UploadReceipt {
  /** Use as `upload:<id>` where a source of files is asked for. */
  readonly id: string;
  readonly sizeBytes: number;
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number;
  }[];
  /** After this moment (ISO 8601) the upload is deleted. */
  readonly expiresAt: string;
}

/**
 * Channel of Backstage signals on which changes are told. Messages carry names only; the page refetches.
 *
 * @public
 */
export const SIGNAL_CHANNEL = 'waybill';

/** @public */
export interface PlacementChangedSignal {
  readonly type: 'placement-changed';
  readonly repository: string;
  /** Absent where the change is to the repository's versions. */
  readonly environment?: string;
  readonly [field: string]: string | undefined;
}
