/**
 * A name in an OCI registry, taken apart: `host[:port]/path[:tag][@digest]`.
 *
 * The grammar is that of distribution-spec v1.1.1 ("Pulling manifests") with a mandatory host: Waybill never guesses
 * a registry that was not written down.
 *
 * @public
 */
export interface Reference {
  /** Registry host with port, e.g. `registry.example.com:5000`. */
  readonly host: string;
  /** Repository path inside the registry, e.g. `models/iris`. */
  readonly path: string;
  /** Tag, where the text had one. */
  readonly tag?: string;
  /** Digest, where the text had one, e.g. `sha256:<64 hex>`. */
  readonly digest?: string;
}
