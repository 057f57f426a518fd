import type { DeclarationProblem } from '@waybill/backstage-plugin-waybill-common';
import { useDeferredValue, useMemo } from 'react';
import { declarationProblems } from './declarationProblems';
import { draftDeclaration, type FormFields } from './draftDeclaration';
import type { FormValues } from './formValues';

/** What the form as a whole cannot declare, computed here as one types. */
export function useFormProblems(
  values: FormValues,
  fields: FormFields,
): readonly DeclarationProblem[] {
  const text = JSON.stringify(draftDeclaration(values, fields) ?? null);
  const settled = useDeferredValue(text);
  return useMemo(
    () => declarationProblems(JSON.parse(settled) ?? undefined),
    [settled],
  );
}
