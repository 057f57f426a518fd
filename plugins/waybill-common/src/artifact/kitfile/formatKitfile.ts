import type { Kitfile, KitfileValue } from './Kitfile';
import {
  sortedFields,
  writeYaml,
  type YamlFields,
  type YamlValue,
} from './goYaml/writeYaml';

/**
 * Writes a Kitfile as kit 1.15 does (`kit unpack`, `kit info`): keys in kit's order, empty ones left out, parameters
 * sorted. `parseKitfile` reads the same Kitfile back; beyond 2^53 kit would round, and this does not.
 *
 * @public
 */
export function formatKitfile(kitfile: Kitfile): string {
  const { model } = kitfile;
  return writeYaml(
    present([
      ['manifestVersion', kitfile.manifestVersion],
      ['package', packageFields(kitfile.package)],
      [
        'model',
        model && {
          fields: present([
            ['name', model.name || undefined],
            ['path', model.path || undefined],
            ['license', model.license || undefined],
            ['framework', model.framework || undefined],
            ['format', model.format || undefined],
            ['version', model.version || undefined],
            ['description', model.description || undefined],
            ['parts', list(model.parts, ['name', 'path', 'license', 'type'])],
            ['parameters', parametersOf(model.parameters)],
          ]),
        },
      ],
      ['code', list(kitfile.code, ['path', 'description', 'license'])],
      ['datasets', datasetsOf(kitfile.datasets)],
      [
        'docs',
        kitfile.docs?.length
          ? {
              list: kitfile.docs.map(({ path, description }) => ({
                fields: [
                  ['path', path] as const,
                  ...present([['description', description || undefined]]),
                ],
              })),
            }
          : undefined,
      ],
      ['prompts', list(kitfile.prompts, ['name', 'path', 'description'])],
      ['mcpServers', list(kitfile.mcpServers, ['name', 'path', 'description'])],
    ]),
  );
}

function packageFields(found: Kitfile['package']): YamlValue | undefined {
  const fields = present([
    ['name', found?.name || undefined],
    ['version', found?.version || undefined],
    ['description', found?.description || undefined],
    ['license', found?.license || undefined],
    ['authors', found?.authors?.length ? { flow: found.authors } : undefined],
  ]);
  return fields.length > 0 ? { fields } : undefined;
}

function datasetsOf(datasets: Kitfile['datasets']): YamlValue | undefined {
  if (!datasets?.length) return undefined;
  return {
    list: datasets.map(dataset => ({
      fields: present([
        ['name', dataset.name || undefined],
        ['path', dataset.path || undefined],
        ['remotePath', dataset.remotePath || undefined],
        ['remoteHash', dataset.remoteHash || undefined],
        ['description', dataset.description || undefined],
        ['license', dataset.license || undefined],
        ['parameters', parametersOf(dataset.parameters)],
      ]),
    })),
  };
}

function list<K extends string>(
  items: readonly { readonly [key in K]?: string }[] | undefined,
  keys: readonly K[],
): YamlValue | undefined {
  if (!items?.length) return undefined;
  return {
    list: items.map(item => ({
      fields: present(keys.map(key => [key, item[key] || undefined])),
    })),
  };
}

function present(
  entries: readonly (readonly [string, YamlValue | undefined])[],
): YamlFields {
  return entries.filter(
    (entry): entry is readonly [string, YamlValue] => entry[1] !== undefined,
  );
}

function parametersOf(value: KitfileValue | undefined): YamlValue | undefined {
  return value === undefined || value === null ? undefined : toYaml(value);
}

function toYaml(value: KitfileValue): YamlValue {
  if (isList(value)) return { list: value.map(toYaml) };
  if (typeof value !== 'object' || value === null) return value;
  return {
    fields: sortedFields(
      Object.entries(value).map(([key, one]) => [key, toYaml(one)]),
    ),
  };
}

function isList(value: KitfileValue): value is readonly KitfileValue[] {
  return Array.isArray(value);
}
