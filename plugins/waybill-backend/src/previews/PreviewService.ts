import {
  buildDeployFiles,
  compareEnvironments,
  listDeclarationProblems,
  renderEnvironment,
  serializeManifests,
  servingNotes,
  type DeclarationProblem,
  type KubernetesManifest,
  type ModelDeclaration,
  type Preview,
  type PreviewFile,
  type PreviewObject,
  type PreviewRequest,
  type RepositoryFile,
  type ServingNote,
  type ServingPlace,
} from '@waybill/backstage-plugin-waybill-common';

/** Longest file that is sent; a page shows no longer one. */
const MAX_FILE_LENGTH = 128 * 1024;

/** What would be written of a declaration. Nothing is kept, and nothing outside is asked. */
export class PreviewService {
  readonly #places: readonly ServingPlace[];
  readonly #hasBaseImage: boolean;
  readonly #isSandbox: boolean;

  constructor(options: {
    places: readonly ServingPlace[];
    baseImage?: string;
    isSandbox: boolean;
  }) {
    this.#places = options.places;
    this.#hasBaseImage = options.baseImage !== undefined;
    this.#isSandbox = options.isSandbox;
  }

  async preview(
    request: PreviewRequest,
    signal: AbortSignal,
  ): Promise<Preview> {
    const { declaration } = request;
    const notes = this.#notesOn(declaration);
    const problems = listDeclarationProblems(declaration);
    if (problems.length > 0) {
      return nothing(problems, notes);
    }
    try {
      const files = await this.#filesOf(request);
      signal.throwIfAborted();
      return {
        problems: [],
        files: files.map(cut).sort(byPath),
        environments: declaration.environments.map(({ name }) => ({
          name,
          objects: renderEnvironment(declaration, name).map(toObject),
        })),
        ...differencesOf(request),
        notes,
      };
    } catch (error) {
      return nothing([problemOf(error)], notes);
    }
  }

  async #filesOf(request: PreviewRequest): Promise<readonly RepositoryFile[]> {
    return buildDeployFiles(request.declaration).map(file => ({
      ...file,
      path: `deploy/${file.path}`,
    }));
  }

  #notesOn({ package: pinned, serving }: ModelDeclaration): ServingNote[] {
    const { format = 'modelcar' } = pinned;
    return serving.kind === 'Deployment'
      ? []
      : servingNotes(
          {
            format,
            ...(format === 'modelcar'
              ? !this.#isSandbox && { hasShell: this.#hasBaseImage }
              : { hasFilePaths: true }),
          },
          this.#places,
        );
  }
}

function nothing(
  problems: readonly DeclarationProblem[],
  notes: readonly ServingNote[],
): Preview {
  return { problems, files: [], environments: [], notes };
}

function differencesOf({
  declaration,
  compare,
}: PreviewRequest): Pick<Preview, 'differences'> {
  const isDeclared = (wanted: string) =>
    declaration.environments.some(({ name }) => name === wanted);
  return compare && isDeclared(compare.from) && isDeclared(compare.to)
    ? {
        differences: compareEnvironments(declaration, compare.from, compare.to),
      }
    : {};
}

/** Builders refuse what no list of problems foresaw with a code, and sometimes a field. */
function problemOf(error: unknown): DeclarationProblem {
  const { name, code, field, message } =
    error as Partial<DeclarationProblem> & {
      readonly name?: string;
    };
  if (name !== 'ManifestError' && name !== 'InvalidReferenceError') {
    throw error;
  }
  return {
    code: name === 'ManifestError' && code ? code : 'INVALID_VALUE',
    field: field ?? '',
    message: message ?? '',
  };
}

function toObject(manifest: KubernetesManifest): PreviewObject {
  return {
    kind: manifest.kind,
    name: manifest.metadata.name,
    yaml: serializeManifests(manifest),
  };
}

function cut({ path, content }: RepositoryFile): PreviewFile {
  return content.length > MAX_FILE_LENGTH
    ? { path, content: content.slice(0, MAX_FILE_LENGTH), isCut: true }
    : { path, content };
}

function byPath(a: PreviewFile, b: PreviewFile): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}
