import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  declarationProblems,
  problemsBelow,
} from '../../forms/declarationProblems';
import {
  draftDeclaration,
  type FormFields,
} from '../../forms/draftDeclaration';
import { environmentsOf, isRecord } from '../../forms/formValues';
import { EnvironmentsField } from './EnvironmentsField';
import { environmentsSchema } from './environmentsSchema';

/** The field `WaybillEnvironments` for templates. */
export const environmentsFormField = createFormField({
  name: 'WaybillEnvironments',
  component: EnvironmentsField,
  schema: environmentsSchema,
  validation: (value, validation, { formData, uiSchema }) => {
    if (environmentsOf(value).length === 0) {
      validation.addError('Choose at least one environment.');
      return;
    }
    const fields = uiSchema?.['ui:options']?.fields as FormFields | undefined;
    const declaration = draftDeclaration(
      { ...(isRecord(formData) ? formData : {}), environments: value },
      { ...fields, environments: undefined },
    );
    problemsBelow(declarationProblems(declaration), 'environments').forEach(
      ({ field, message }) => validation.addError(`${field}: ${message}`),
    );
  },
});
