import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { textOf } from '../../forms/formValues';
import { complainOfRepository } from './complainOfRepository';
import { RepositoryPickerField } from './RepositoryPickerField';
import { repositoryPickerSchema } from './repositoryPickerSchema';

/** The field `WaybillRepositoryPicker` for templates. */
export const repositoryPickerFormField = createFormField({
  name: 'WaybillRepositoryPicker',
  component: RepositoryPickerField,
  schema: repositoryPickerSchema,
  validation: (value, validation) => {
    const complaint = complainOfRepository(textOf(value));
    if (complaint) {
      validation.addError(complaint);
    }
  },
});
