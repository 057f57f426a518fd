/**
 * What a Kitfile's `parameters` may hold: what JSON can say. Whole numbers that a `number` would round are `bigint`.
 *
 * @public
 */
export type KitfileValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly KitfileValue[]
  | { readonly [key: string]: KitfileValue };

/**
 * A Kitfile (KitOps, manifest version 1.0.0): what a ModelKit is made of. A field that is absent and one that is empty
 * mean the same, and are both absent here.
 *
 * @public
 */
export interface Kitfile {
  /** `1.0.0`; kit reads any other as if it were that. */
  readonly manifestVersion: string;
  readonly package?: KitfilePackage;
  readonly model?: KitfileModel;
  readonly code?: readonly KitfileCode[];
  readonly datasets?: readonly KitfileDataset[];
  readonly docs?: readonly KitfileDocs[];
  readonly prompts?: readonly KitfilePrompt[];
  readonly mcpServers?: readonly KitfileMcpServer[];
}

/** @public */
export interface KitfilePackage {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly authors?: readonly string[];
}

/** @public */
export interface KitfileModel {
  readonly name?: string;
  /** A file or folder, or the reference of a ModelKit that brings the model. */
  readonly path?: string;
  readonly license?: string;
  readonly framework?: string;
  readonly format?: string;
  readonly version?: string;
  readonly description?: string;
  readonly parts?: readonly KitfileModelPart[];
  readonly parameters?: KitfileValue;
}

/** A file beside the model: an adapter, a tokenizer, a configuration. @public */
export interface KitfileModelPart {
  readonly name?: string;
  readonly path?: string;
  readonly license?: string;
  readonly type?: string;
}

/** @public */
export interface KitfileCode {
  readonly path?: string;
  readonly description?: string;
  readonly license?: string;
}

/** @public */
export interface KitfileDataset {
  readonly name?: string;
  readonly path?: string;
  /** `s3://bucket/key`, or the reference of a ModelKit. The data is not in the package then. */
  readonly remotePath?: string;
  /** ETag of the S3 object. */
  readonly remoteHash?: string;
  readonly description?: string;
  readonly license?: string;
  readonly parameters?: KitfileValue;
}

/** @public */
export interface KitfileDocs {
  readonly path: string;
  readonly description?: string;
}

/** @public */
export interface KitfilePrompt {
  readonly name?: string;
  readonly path?: string;
  readonly description?: string;
}

/** @public */
export interface KitfileMcpServer {
  readonly name?: string;
  /** One `.mcpb` file. */
  readonly path?: string;
  readonly description?: string;
}
