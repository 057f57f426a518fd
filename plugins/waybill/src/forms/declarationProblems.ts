import {
  listDeclarationProblems,
  type DeclarationProblem,
  type ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';

/** What cannot be declared as it is; a form that a link filled in with nonsense is a problem and no failure. */
export function declarationProblems(
  declaration: ModelDeclaration | undefined,
): readonly DeclarationProblem[] {
  if (!declaration) {
    return [];
  }
  try {
    return listDeclarationProblems(declaration);
  } catch (error) {
    return [
      {
        code: 'INVALID_VALUE',
        field: '',
        message: `This cannot be declared: ${(error as Error).message}`,
      },
    ];
  }
}

/** Those of a part of the declaration: `serving`, `environments[1]`. */
export function problemsBelow(
  problems: readonly DeclarationProblem[],
  part: string,
): DeclarationProblem[] {
  return problems.filter(
    ({ field }) =>
      field === part ||
      field.startsWith(`${part}.`) ||
      field.startsWith(`${part}[`),
  );
}
