import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  declarationProblems,
  problemsBelow,
} from '../../forms/declarationProblems';
import {
  draftDeclaration,
  type FormFields,
} from '../../forms/draftDeclaration';
import { isRecord, servingOf } from '../../forms/formValues';
import { ServingField } from './ServingField';
import { servingFieldSchema } from './servingFieldSchema';

/** The field `WaybillServing` for templates. */
export const servingFormField = createFormField({
  name: 'WaybillServing',
  component: ServingField,
  schema: servingFieldSchema,
  validation: (value, validation, { formData, uiSchema }) => {
    if (!servingOf(value)) {
      validation.addError('Choose what serves the model.');
      return;
    }
    const fields = uiSchema?.['ui:options']?.fields as FormFields | undefined;
    const declaration = draftDeclaration(
      { ...(isRecord(formData) ? formData : {}), serving: value },
      { ...fields, serving: undefined },
    );
    problemsBelow(declarationProblems(declaration), 'serving').forEach(
      ({ field, message }) => validation.addError(`${field}: ${message}`),
    );
  },
});
