import type { Kitfile } from './Kitfile';
import {
  compareByBytes,
  writeOptional as text,
  writeStruct,
  writeText,
} from './goJson';

/**
 * What a ModelPack's config says of a model beyond its Kitfile (model-spec 0.0.7).
 *
 * @public
 */
export interface ModelPackDetails {
  /** `llama3`, `gpt2` … */
  readonly family?: string;
  readonly docUrl?: string;
  readonly sourceUrl?: string;
  /** Of the source in its version control. */
  readonly revision?: string;
  readonly vendor?: string;
  /** `transformer`, `cnn` … */
  readonly architecture?: string;
  /** `safetensors`, `gguf` …; where absent the Kitfile's. */
  readonly format?: string;
  /** `8b`. */
  readonly paramSize?: string;
  /** `bf16`. */
  readonly precision?: string;
  /** `awq`. */
  readonly quantization?: string;
}

/**
 * The config of a ModelPack as kit 1.15 writes it, but for the time: there is none unless somebody gives it.
 *
 * @param diffIds - of the layers, in their order
 * @public
 */
export function modelPackConfigJson(
  kitfile: Kitfile,
  diffIds: readonly string[],
  details: ModelPackDetails & { readonly createdAt?: Date } = {},
): string {
  const { name, version, description, authors } = kitfile.package ?? {};
  return writeStruct([
    [
      'descriptor',
      writeStruct([
        ['createdAt', text(details.createdAt && timeOf(details.createdAt))],
        ['authors', list(authors)],
        ['family', text(details.family)],
        ['name', text(name)],
        ['docURL', text(details.docUrl)],
        ['sourceURL', text(details.sourceUrl)],
        ['version', text(version)],
        ['revision', text(details.revision)],
        ['vendor', text(details.vendor)],
        ['licenses', list(licensesOf(kitfile))],
        ['title', text(name)],
        ['description', text(description)],
      ]),
    ],
    [
      'modelfs',
      writeStruct([
        ['type', writeText('layers')],
        ['diffIds', `[${diffIds.map(writeText).join(',')}]`],
      ]),
    ],
    [
      'config',
      writeStruct([
        ['architecture', text(details.architecture)],
        ['format', text(details.format ?? kitfile.model?.format)],
        ['paramSize', text(details.paramSize)],
        ['precision', text(details.precision)],
        ['quantization', text(details.quantization)],
      ]),
    ],
  ]);
}

/** As Go's JSON has it: no zeros at the end of the fraction. */
function timeOf(moment: Date): string {
  return moment.toISOString().replace(/\.?0*Z$/, 'Z');
}

function list(texts: readonly string[] = []): string | undefined {
  return texts.length > 0 ? `[${texts.map(writeText).join(',')}]` : undefined;
}

/** All of them, sorted, none twice. */
function licensesOf({ package: pack, model, datasets, code }: Kitfile) {
  const licenses = [
    pack?.license,
    model?.license,
    ...[...(model?.parts ?? []), ...(datasets ?? []), ...(code ?? [])].map(
      ({ license }) => license,
    ),
  ];
  return [
    ...new Set(licenses.filter((one): one is string => Boolean(one))),
  ].sort(compareByBytes);
}
