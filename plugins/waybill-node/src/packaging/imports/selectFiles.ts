import { compileGlob } from '../sources/fileGlob';
import { ImportError } from './ImportError';
import type { IgnoredFile, ImportWarning } from './ImportPlan';

const MAX_PATTERNS = 200;
const MAX_PATTERN_LENGTH = 500;

/** Which of the files of a source are imported. @public */
export interface FileSelection {
  /** Globs: only what one of them matches. A pattern without a slash matches names in any folder. */
  readonly include?: readonly string[];
  /** Globs: nothing that one of them matches. */
  readonly ignore?: readonly string[];
  /** True where pickles are wanted although the same weights are there as SafeTensors. */
  readonly keepPickles?: boolean;
}

interface NamedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Files for Git that say nothing about a model. */
const HOUSEKEEPING = new Set(['.gitattributes', '.gitignore']);
/** What PyTorch and scikit-learn write with Python's pickle. */
const PICKLE = /\.(?:bin|pt|pth|pkl|pickle|ckpt|joblib)$/i;
/** Files called so that are none. */
const NO_PICKLE =
  /(?:^|\/)(?:openvino_[^/]*|ggml-[^/]*|[^/]*\.ggml(?:\.[^/]*)?)\.bin$/i;

/**
 * Chooses the files of an import. Of weights that are there both as SafeTensors and as pickles only the SafeTensors are
 * taken: loading a pickle runs whatever code its author has put into it.
 *
 * @throws ImportError `SOURCE_INVALID` for a pattern that is none; `NOTHING_TO_IMPORT`
 */
export function selectFiles<T extends NamedFile>(
  files: readonly T[],
  selection: FileSelection & {
    /** True where somebody has chosen these files before: only what is ignored is left out. */
    readonly isPackage?: boolean;
  },
  name: string,
): { chosen: T[]; ignored: IgnoredFile[]; warnings: ImportWarning[] } {
  const isIncluded = selection.include?.length
    ? matcherOf(selection.include)
    : () => true;
  const isIgnored = matcherOf(selection.ignore ?? []);
  const reasonOf = ({ path }: T): IgnoredFile['reason'] | undefined => {
    if (isIgnored(path)) return 'ignored';
    if (!isIncluded(path)) return 'not included';
    const isOfGit = HOUSEKEEPING.has(path.slice(path.lastIndexOf('/') + 1));
    return isOfGit && !selection.isPackage ? 'housekeeping' : undefined;
  };
  const wanted = files.filter(file => !reasonOf(file));
  const keepsAll = selection.keepPickles || selection.isPackage;
  const twins = keepsAll ? new Set<T>() : picklesWithTwin(wanted);
  const chosen = wanted.filter(file => !twins.has(file));
  const ignored = files.flatMap(file => {
    const reason = twins.has(file) ? 'pickle' : reasonOf(file);
    return reason
      ? [{ path: file.path, sizeBytes: file.sizeBytes, reason } as const]
      : [];
  });
  if (chosen.length === 0)
    throw new ImportError({
      code: 'NOTHING_TO_IMPORT',
      message:
        files.length === 0
          ? `${name} holds no files.`
          : `None of the ${files.length} files of ${name} is left: check what include and ignore say.`,
    });
  return { chosen, ignored, warnings: warningsOf(chosen, [...twins]) };
}

function warningsOf(
  chosen: readonly NamedFile[],
  leftOut: readonly NamedFile[],
): ImportWarning[] {
  const kept = chosen.filter(isPickle);
  return [
    ...(leftOut.length > 0
      ? [
          {
            code: 'PICKLES_LEFT_OUT',
            message: `Left out ${namesOf(
              leftOut,
            )}: the same weights are there as SafeTensors, and loading a pickle runs the code that is in it. Say that pickles are to be kept, if they are needed.`,
          } as const,
        ]
      : []),
    ...(kept.length > 0
      ? [
          {
            code: 'PICKLES',
            message: `${namesOf(
              kept,
            )} may be pickles, and loading a pickle runs the code that is in it: load them only where you trust their author, or ask for SafeTensors.`,
          } as const,
        ]
      : []),
  ];
}

function namesOf(files: readonly NamedFile[]): string {
  const shown = files.slice(0, 5).map(({ path }) => path);
  const more = files.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function isPickle({ path }: NamedFile): boolean {
  return PICKLE.test(path) && !NO_PICKLE.test(path);
}

/** Pickles, and indexes of their shards, in whose folder the same weights are there as SafeTensors. */
function picklesWithTwin<T extends NamedFile>(files: readonly T[]): Set<T> {
  const safe = new Set(
    files
      .filter(({ path }) => path.endsWith('.safetensors'))
      .map(({ path }) => weightsOf(path)),
  );
  return new Set(
    files.filter(
      file =>
        (isPickle(file) || file.path.endsWith('.bin.index.json')) &&
        safe.has(weightsOf(file.path)),
    ),
  );
}

/** What transformers and diffusers call the same weights in both forms, without shards: `unet/model`. */
function weightsOf(path: string): string {
  return path
    .replace(/\.index\.json$/, '')
    .replace(/\.[^./]+$/, '')
    .replace(/-\d{5}-of-\d{5}(?=\.|$)/, '')
    .replace(/(^|\/)pytorch_model(?=[.-]|$)/, '$1model');
}

function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length > MAX_PATTERNS)
    throw badPattern(`there are more than ${MAX_PATTERNS} patterns`);
  const matchers = patterns.map(pattern => {
    if (!pattern || pattern.length > MAX_PATTERN_LENGTH)
      throw badPattern(
        `a pattern has 1 to ${MAX_PATTERN_LENGTH} characters: '${pattern.slice(
          0,
          50,
        )}'`,
      );
    try {
      return compileGlob(pattern);
    } catch (cause) {
      throw badPattern(`'${pattern}' is no pattern`, cause);
    }
  });
  return path => matchers.some(matches => matches(path));
}

function badPattern(what: string, cause?: unknown): ImportError {
  return new ImportError({
    code: 'SOURCE_INVALID',
    cause,
    message: `In include and ignore ${what}: give globs such as *.safetensors or onnx/**.`,
  });
}
