import type { ListPage } from '../api';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import { partialMetadata, type RowObject, toTable } from '../table';
import type { WireView } from './WireView';

type Form = 'object' | 'Table' | 'PartialObjectMetadata';

/** The form in which a client wants objects: as they are, as table rows, or their metadata alone. */
export class Representation {
  readonly form: Form;
  private readonly rowObject: RowObject;

  constructor(
    private readonly view: WireView,
    accept: string | undefined,
    query: URLSearchParams,
    private readonly now: () => Date,
  ) {
    this.form = formOf(accept);
    this.rowObject = rowObjectOf(query.get('includeObject'));
  }

  one(object: KubernetesObject): unknown {
    const { resourceVersion } = object.metadata;
    if (this.form === 'Table') return this.table([object], { resourceVersion });
    const wire = this.view.toWire(object);
    return this.form === 'object' ? wire : partialMetadata(wire);
  }

  list(page: ListPage): unknown {
    const metadata = {
      resourceVersion: page.resourceVersion,
      ...(page.continueToken && { continue: page.continueToken }),
      ...(page.remainingItemCount && {
        remainingItemCount: page.remainingItemCount,
      }),
    };
    if (this.form === 'Table') return this.table(page.items, metadata);
    const items = page.items.map(object => this.view.toWire(object));
    if (this.form === 'PartialObjectMetadata') {
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: items.map(partialMetadata),
      };
    }
    const { kind, apiVersion } = this.view;
    return { kind: `${kind.kind}List`, apiVersion, metadata, items };
  }

  /** The object of a BOOKMARK event: nothing but a resourceVersion. */
  bookmark(resourceVersion: number, isEndOfInitial: boolean): unknown {
    const metadata = {
      resourceVersion: String(resourceVersion),
      creationTimestamp: null,
      ...(isEndOfInitial && {
        annotations: { 'k8s.io/initial-events-end': 'true' },
      }),
    };
    return {
      kind: this.view.kind.kind,
      apiVersion: this.view.apiVersion,
      metadata,
    };
  }

  private table(
    objects: readonly KubernetesObject[],
    metadata: Record<string, unknown>,
  ): unknown {
    // Cells are made from the stored form, which the wire form of events does not have.
    return toTable({
      kind: this.view.kind,
      objects,
      metadata,
      rowObject: this.rowObject,
      now: this.now(),
    });
  }
}

function formOf(accept: string | undefined): Form {
  for (const range of (accept ?? '').split(',')) {
    const [type, ...parameters] = range
      .split(';')
      .map(part => part.trim().toLowerCase());
    const as = parameters
      .find(parameter => parameter.startsWith('as='))
      ?.slice(3);
    if (type !== 'application/json' || !as) {
      if (
        type === 'application/json' ||
        type === '*/*' ||
        type === 'application/*'
      )
        return 'object';
    } else if (as === 'table') return 'Table';
    else if (
      as === 'partialobjectmetadata' ||
      as === 'partialobjectmetadatalist'
    )
      return 'PartialObjectMetadata';
  }
  return 'object';
}

function rowObjectOf(text: string | null): RowObject {
  if (text === null || text === '') return 'Metadata';
  if (text === 'Metadata' || text === 'Object' || text === 'None') return text;
  throw StatusError.badRequest(
    `unrecognized includeObject value: ${JSON.stringify(text)}`,
  );
}
