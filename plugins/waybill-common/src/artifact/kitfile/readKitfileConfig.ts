import type { Kitfile, KitfileValue } from './Kitfile';
import { KitfileError, type KitfileErrorCode } from './KitfileError';
import type { KitfileLayerDigests } from './kitfileConfig';
import { kitfileLayers, type KitfileLayer } from './kitfileLayers';

const MAX_LENGTH = 4 * 1024 * 1024;
const MAX_DEPTH = 64;
const NAMED = ['name', 'path', 'description'] as const;

type Fields = Readonly<Record<string, unknown>>;

class Reader {
  readonly digests = new Map<string, Partial<KitfileLayerDigests>>();

  kitfile(of: Fields): Kitfile {
    const found = this.object(of.package ?? {}, 'package');
    const described = this.described(found, 'package', [
      'name',
      'version',
      'description',
      'license',
    ]);
    const authors = this.list(
      found.authors,
      'package.authors',
      (one, place) => this.text(one, place) ?? '',
    );
    const pack = present({ ...described, authors });
    return present({
      manifestVersion: this.text(of.manifestVersion, 'manifestVersion') ?? '',
      package: Object.keys(pack).length > 0 ? pack : undefined,
      model: isAbsent(of.model)
        ? undefined
        : this.model(this.object(of.model, 'model')),
      code: this.entries(of.code, 'code', ['path', 'description', 'license']),
      datasets: this.list(of.datasets, 'datasets', (one, place) => {
        const fields = this.object(one, place);
        return present({
          ...this.entry(fields, place, [
            'name',
            'path',
            'remotePath',
            'remoteHash',
            'description',
            'license',
          ]),
          parameters: this.parameters(fields.parameters, `${place}.parameters`),
        });
      }),
      docs: this.entries(of.docs, 'docs', ['path', 'description'])?.map(
        ({ path = '', ...rest }) => ({ path, ...rest }),
      ),
      prompts: this.entries(of.prompts, 'prompts', NAMED),
      mcpServers: this.entries(of.mcpServers, 'mcpServers', NAMED),
    });
  }

  private model(of: Fields): Kitfile['model'] {
    return present({
      ...this.entry(of, 'model', [
        'name',
        'path',
        'license',
        'framework',
        'format',
        'version',
        'description',
      ]),
      parts: this.entries(of.parts, 'model.parts', [
        'name',
        'path',
        'license',
        'type',
      ]),
      parameters: this.parameters(of.parameters, 'model.parameters'),
    });
  }

  private entries<K extends string>(
    value: unknown,
    place: string,
    keys: readonly K[],
  ): { [key in K]?: string }[] | undefined {
    return this.list(value, place, (one, at) =>
      this.entry(this.object(one, at), at, keys),
    );
  }

  /** An entry with its texts; its digests are kept aside. */
  private entry<K extends string>(
    of: Fields,
    place: string,
    keys: readonly K[],
  ): { [key in K]?: string } {
    this.digests.set(place, this.described(of, place, ['digest', 'diffId']));
    return this.described(of, place, keys);
  }

  private described<K extends string>(
    of: Fields,
    place: string,
    keys: readonly K[],
  ): { [key in K]?: string } {
    const texts = keys.map(key => [key, this.text(of[key], `${place}.${key}`)]);
    return present(Object.fromEntries(texts) as { [key in K]?: string });
  }

  private text(value: unknown, place: string): string | undefined {
    if (isAbsent(value)) return undefined;
    if (typeof value !== 'string') throw wrongType(place, 'a text');
    return value || undefined;
  }

  private list<T>(
    value: unknown,
    place: string,
    read: (one: unknown, place: string) => T,
  ): T[] | undefined {
    if (isAbsent(value)) return undefined;
    if (!Array.isArray(value)) throw wrongType(place, 'a list');
    return value.length > 0
      ? value.map((one: unknown, index) => read(one, `${place}[${index}]`))
      : undefined;
  }

  object(value: unknown, place: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Fields;
    throw wrongType(place, 'an object');
  }

  private parameters(value: unknown, place: string): KitfileValue | undefined {
    if (isAbsent(value)) return undefined;
    if (isDeep(value, MAX_DEPTH))
      throw failure(
        'TOO_LARGE',
        place,
        `It is more than ${MAX_DEPTH} levels deep.`,
      );
    return value as KitfileValue;
  }
}

/** @public */
export interface KitfileConfig {
  readonly kitfile: Kitfile;
  /** The entries with layers, in the order of the manifest, and their digests where the config has them. */
  readonly layers: readonly (KitfileLayer & Partial<KitfileLayerDigests>)[];
}

/**
 * Reads the config of a ModelKit, or the Kitfile that a ModelPack of kit has as an annotation. Unlike in a Kitfile,
 * keys that nobody knows are passed over: a newer kit may have written them.
 *
 * @throws KitfileError `INVALID_YAML` where it is not JSON, `TOO_LARGE`, `WRONG_TYPE`
 * @public
 */
export function readKitfileConfig(json: string): KitfileConfig {
  if (json.length > MAX_LENGTH)
    throw failure(
      'TOO_LARGE',
      '',
      `It is longer than ${MAX_LENGTH} characters.`,
    );
  const reader = new Reader();
  const kitfile = reader.kitfile(reader.object(parse(json), ''));
  return {
    kitfile,
    layers: kitfileLayers(kitfile).map(layer => ({
      ...layer,
      ...reader.digests.get(layer.place),
    })),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw failure('INVALID_YAML', '', 'The config is not JSON.');
  }
}

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    levels === 0 || Object.values(value).some(one => isDeep(one, levels - 1))
  );
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}

function wrongType(place: string, expected: string): KitfileError {
  return failure(
    'WRONG_TYPE',
    place,
    `The config should have ${expected} here.`,
  );
}

function failure(
  code: KitfileErrorCode,
  path: string,
  message: string,
): KitfileError {
  return new KitfileError([{ code, path, message }]);
}
