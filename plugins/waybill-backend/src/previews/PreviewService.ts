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
import {
  buildModelRepository,
  type ModelRepositoryInput,
} from '@waybill/backstage-plugin-waybill-node';

/** Longest file that is sent; a page shows no longer one. */
const MAX_FILE_LENGTH = 128 * 1024;

/** As it comes from a form: who answers for the model may still be to say. */
export interface CheckedPreviewRequest extends PreviewRequest {
  readonly repository?: Partial<Omit<ModelRepositoryInput, 'declaration'>>;
}

/** What would be written of a declaration. Nothing is kept, and nothing outside is asked. */
export class PreviewService {
  readonly #places: readonly ServingPlace[];
  readonly #baseImage?: string;
  readonly #isSandbox: boolean;

  constructor(options: {
    places: readonly ServingPlace[];
    baseImage?: string;
    isSandbox: boolean;
  }) {
    this.#places = options.places;
    this.#baseImage = options.baseImage;
    this.#isSandbox = options.isSandbox;
  }

  async preview(
    request: CheckedPreviewRequest,
    signal: AbortSignal,
  ): Promise<Preview> {
    const { declaration } = request;
    const notes = this.#notesOn(declaration);
    const problems = listDeclarationProblems(declaration);
    if (problems.length > 0) {
      return nothing(problems, notes);
    }
    try {
      const files = await filesOf(request, this.#baseImage);
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

  #notesOn({ package: pinned, serving }: ModelDeclaration): ServingNote[] {
    const { format = 'modelcar' } = pinned;
    return serving.kind === 'Deployment'
      ? []
      : servingNotes(
          {
            format,
            ...(format === 'modelcar'
              ? !this.#isSandbox && { hasShell: this.#baseImage !== undefined }
              : { hasFilePaths: true }),
          },
          this.#places,
        );
  }
}

/** What is delivered, and the rest of the repository once it is known who answers for it. */
async function filesOf(
  { declaration, repository }: CheckedPreviewRequest,
  baseImage?: string,
): Promise<RepositoryFile[]> {
  return repository?.owner
    ? buildModelRepository({
        ...(baseImage && { baseImage }),
        ...repository,
        owner: repository.owner,
        declaration,
      })
    : buildDeployFiles(declaration).map(file => ({
        ...file,
        path: `deploy/${file.path}`,
      }));
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
