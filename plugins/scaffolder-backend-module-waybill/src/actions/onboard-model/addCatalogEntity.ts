import {
  EditingError,
  serializeManifests,
} from '@waybill/backstage-plugin-waybill-common';
import { parseAllDocuments } from 'yaml';
import { ShipError } from '../../ShipError';

interface Entity {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

const ANNOTATION = 'waybill.dev/repository';

/**
 * Puts an entity behind those that a catalog file has; nothing of theirs changes.
 *
 * @returns `undefined` where the file has the model already
 * @throws ShipError `ALREADY_ONBOARDED`
 * @throws EditingError `YAML_NOT_VALID`
 */
export function addCatalogEntity(
  before: string | undefined,
  entity: Entity,
): { readonly before?: string; readonly content: string } | undefined {
  const text = serializeManifests(entity);
  if (before === undefined || before.trim() === '') {
    return { ...(before !== undefined && { before }), content: text };
  }
  const known = readEntities(before).find(isSame(entity));
  if (known) {
    const isOurs =
      known.metadata?.annotations?.[ANNOTATION] ===
      entity.metadata.annotations?.[ANNOTATION];
    if (isOurs) return undefined;
    throw new ShipError({
      code: 'ALREADY_ONBOARDED',
      message: `catalog-info.yaml has a ${entity.kind} '${entity.metadata.name}' already, which is not this model: set the input 'modelName' to another name`,
    });
  }
  const lineBreak = before.includes('\r\n') ? '\r\n' : '\n';
  const end = /\n$/.test(before) ? '' : lineBreak;
  const added = `---\n${text}`.replace(/\n/g, lineBreak);
  return { before, content: `${before}${end}${added}` };
}

function isSame(entity: Entity) {
  return (other: Partial<Entity> | null) =>
    other?.kind === entity.kind &&
    other?.metadata?.name === entity.metadata.name;
}

function readEntities(text: string): (Entity | null)[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map(document => {
    const [error] = document.errors;
    if (error) {
      throw new EditingError({
        code: 'YAML_NOT_VALID',
        path: 'catalog-info.yaml',
        line: text.slice(0, error.pos[0]).split('\n').length,
        message: `This is no YAML (${error.message
          .split('\n')[0]
          .slice(0, 160)}): correct it first`,
      });
    }
    return document.toJS({ maxAliasCount: 50 });
  });
}
