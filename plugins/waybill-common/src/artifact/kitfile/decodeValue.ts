import type { KitfileValue } from './Kitfile';
import type { KitfileDecoder } from './KitfileDecoder';
import {
  tagOf,
  isNull,
  type YamlMapping,
  type YamlNode,
} from './goYaml/YamlNode';
import { resolveScalar } from './goYaml/resolveScalar';

/** Reads parameters: anything that JSON can say. Absent where null. */
export function decodeParameters(
  decoder: KitfileDecoder,
  node: YamlNode | undefined,
  path: string,
): KitfileValue | undefined {
  return node && !isNull(node) ? decodeValue(decoder, node, path) : undefined;
}

function decodeValue(
  decoder: KitfileDecoder,
  node: YamlNode,
  path: string,
): KitfileValue {
  return decoder.enter(node, path, target => {
    switch (target.kind) {
      case 'sequence':
        return target.items.map((item, index) =>
          decodeValue(decoder, item, `${path}[${index}]`),
        );
      case 'mapping':
        return decodeMap(decoder, target, path);
      default:
        return decodeScalar(decoder, target.tag, target.text, path, node);
    }
  });
}

function decodeMap(
  decoder: KitfileDecoder,
  map: YamlMapping,
  path: string,
): KitfileValue {
  const other = map.entries.find(
    ({ key }) => !['!!str', '!!merge'].includes(tagOf(key)),
  );
  if (other) {
    decoder.report(
      'INVALID_PARAMETERS',
      path,
      other.key.line,
      'A key of parameters must be a text: put it in quotes.',
    );
    return null;
  }
  // an object literal would take the key __proto__ for something else
  return Object.fromEntries(
    [...decoder.entriesOf(map, path)].map(([name, { value }]) => [
      name,
      decodeValue(decoder, value, `${path}.${name}`),
    ]),
  );
}

function decodeScalar(
  decoder: KitfileDecoder,
  tag: string,
  text: string,
  path: string,
  node: YamlNode,
): KitfileValue {
  if (!decoder.isWhatItsTagSays(tag, text, path, node)) return null;
  const isWritten =
    tag === '!!str' || tag === '!!merge' || (!tag.startsWith('!!') && tag);
  const known = ['!!null', '!!bool', '!!int', '!!float', '!!timestamp'];
  if (isWritten || !known.includes(tag)) return text;
  const { value } = resolveScalar(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    decoder.report(
      'INVALID_PARAMETERS',
      path,
      node.line,
      `JSON has no ${value}: put it in quotes.`,
    );
    return null;
  }
  return tag === '!!float' ? Number(value) : value;
}
