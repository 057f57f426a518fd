import {
  buildDeployFiles,
  compareEnvironments,
  listDeclarationProblems,
  renderEnvironment,
  serializeManifests,
  type Preview,
  type PreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';

/** What the backend answers, made here of the same builders. */
export function localPreview({
  declaration,
  compare,
}: PreviewRequest): Preview {
  const problems = listDeclarationProblems(declaration);
  if (problems.length > 0) {
    return { problems, files: [], environments: [], notes: [] };
  }
  return {
    problems,
    files: buildDeployFiles(declaration).map(({ path, content }) => ({
      path: `deploy/${path}`,
      content,
    })),
    environments: declaration.environments.map(({ name }) => ({
      name,
      objects: renderEnvironment(declaration, name).map(object => ({
        kind: object.kind,
        name: object.metadata.name,
        yaml: serializeManifests(object),
      })),
    })),
    ...(compare && {
      differences: compareEnvironments(declaration, compare.from, compare.to),
    }),
    notes: [],
  };
}
