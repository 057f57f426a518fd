import type { Declaration } from '@waybill/backstage-plugin-waybill-common';
import type { Knex } from 'knex';

/** A declaration as it was last read well, and what has kept us from reading it since. */
export interface KnownDeclaration {
  readonly declaration: Declaration;
  /** Set where the last attempt failed and `declaration` is from before it. */
  readonly problem?: string;
}

interface DeclarationRow {
  entity_ref: string;
  environment: string;
  declaration: string;
}

/** What Git declares, by model and environment. */
export class DeclarationStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async save(entityRef: string, known: KnownDeclaration): Promise<void> {
    await this.#rows()
      .insert({
        entity_ref: entityRef,
        environment: known.declaration.environment,
        declaration: JSON.stringify(known),
      })
      .onConflict(['entity_ref', 'environment'])
      .merge();
  }

  async list(entityRef: string): Promise<KnownDeclaration[]> {
    const rows = await this.#rows().where({ entity_ref: entityRef });
    return rows.map(parse);
  }

  /** Of all models, by entity ref. */
  async listAll(): Promise<Map<string, KnownDeclaration[]>> {
    const byModel = new Map<string, KnownDeclaration[]>();
    for (const row of await this.#rows()) {
      const known = byModel.get(row.entity_ref) ?? [];
      known.push(parse(row));
      byModel.set(row.entity_ref, known);
    }
    return byModel;
  }

  /** Forgets models that the catalog no longer has. */
  async forgetModelsExcept(entityRefs: readonly string[]): Promise<void> {
    const kept = new Set(entityRefs);
    const known = await this.#rows().distinct('entity_ref');
    for (const row of known.filter(each => !kept.has(each.entity_ref))) {
      await this.#rows().where({ entity_ref: row.entity_ref }).delete();
    }
  }

  #rows() {
    return this.#db<DeclarationRow>('declarations');
  }
}

function parse(row: DeclarationRow): KnownDeclaration {
  return JSON.parse(row.declaration) as KnownDeclaration;
}
