import type { Status } from './status';

/**
 * The hops of a waybill in the order in which a model passes them.
 *
 * - `published`: the declared digest is in the registry.
 * - `signed`: our own verification of the declared digest.
 * - `declared`: Git names a digest for the environment.
 * - `synced`: the delivery engine's source holds the manifests that Git declares.
 * - `applied`: the serving object in the cluster names the declared digest.
 * - `ready`: the serving object says that it serves.
 * - `running`: ready pods hold the declared digest.
 *
 * @public
 */
export type HopName =
  | 'published'
  | 'signed'
  | 'declared'
  | 'synced'
  | 'applied'
  | 'ready'
  | 'running';

/** @public */
export const HOP_NAMES: readonly HopName[] = [
  'published',
  'signed',
  'declared',
  'synced',
  'applied',
  'ready',
  'running',
];

/**
 * What a hop's status rests on: the object that was looked at and what it said.
 *
 * @public
 */
export interface Evidence {
  /** Short label of the fact, e.g. `OCIRepository flux-system/iris`, `condition Ready`, `modelcar imageID`. */
  readonly subject: string;
  /** What it said, in its own words where it has some. Never a secret. */
  readonly detail: string;
  /** Link to the object where one can be opened in a browser. */
  readonly href?: string;
}

/**
 * One hop of a waybill.
 *
 * @public
 */
export interface Hop {
  readonly name: HopName;
  readonly status: Status;
  /** One sentence for a person who does not know the tools: what is so, or what is wrong and where. */
  readonly message: string;
  /** Machine-readable reason in PascalCase: the object's own reason where it has one. */
  readonly reason?: string;
  /** When the status became what it is (ISO 8601), where that is known. */
  readonly since?: string;
  /** When the newest input of this hop was observed (ISO 8601). Old data is shown as old, never hidden. */
  readonly asOf?: string;
  /** The digest that this hop speaks of, where it speaks of one. */
  readonly digest?: string;
  readonly evidence: readonly Evidence[];
}

/**
 * The chain from a version in a registry to the bytes in a running pod. Total: always all seven hops, in order.
 *
 * @public
 */
export interface Waybill {
  readonly hops: readonly Hop[];
  /** The first hop that is not `Current`. */
  readonly firstBroken?: HopName;
  /** One sentence that names the first broken hop and why, or that all is well and which digest runs. */
  readonly summary: string;
  /** Worst status of all hops. */
  readonly status: Status;
  /** Oldest `asOf` of the hops: nothing on this waybill is older than this. */
  readonly asOf?: string;
}
