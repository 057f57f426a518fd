import type { Kitfile } from './Kitfile';
import { isModelKitReference } from './kitfilePath';

/**
 * What a layer of a ModelKit is.
 *
 * @public
 */
export type KitfileLayerType =
  | 'model'
  | 'modelpart'
  | 'code'
  | 'dataset'
  | 'docs'
  | 'prompt'
  | 'mcpb';

/** An entry of a Kitfile that has a layer of its own. @public */
export interface KitfileLayer {
  readonly type: KitfileLayerType;
  /** As it is written in the Kitfile; empty stands for the whole folder. */
  readonly path: string;
  /** Where in the document: `model.parts[2]`. */
  readonly place: string;
}

/**
 * The entries that have layers, in the order of the layers. A model that another ModelKit brings and remote datasets
 * have none.
 *
 * @public
 */
export function kitfileLayers(kitfile: Kitfile): readonly KitfileLayer[] {
  const { model } = kitfile;
  const layers: KitfileLayer[] = [];
  if (model?.path && !isModelKitReference(model.path))
    layers.push({ type: 'model', path: model.path, place: 'model' });
  const add = (
    type: KitfileLayerType,
    place: string,
    entries: readonly {
      readonly path?: string;
      readonly remotePath?: string;
    }[] = [],
  ) =>
    entries.forEach(({ path = '', remotePath }, index) => {
      if (!remotePath) layers.push({ type, path, place: `${place}[${index}]` });
    });
  add('modelpart', 'model.parts', model?.parts);
  add('code', 'code', kitfile.code);
  add('dataset', 'datasets', kitfile.datasets);
  add('docs', 'docs', kitfile.docs);
  add('prompt', 'prompts', kitfile.prompts);
  add('mcpb', 'mcpServers', kitfile.mcpServers);
  return layers;
}
