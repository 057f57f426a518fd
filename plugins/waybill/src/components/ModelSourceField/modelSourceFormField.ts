import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { ModelSourceField } from './ModelSourceField';
import { modelSourceSchema } from './modelSourceSchema';
import { validateModelSource } from './validateModelSource';

/** The field `WaybillModelSource` for templates. */
export const modelSourceFormField = createFormField({
  name: 'WaybillModelSource',
  component: ModelSourceField,
  schema: modelSourceSchema,
  validation: (value, validation) => {
    const complaint = validateModelSource(value);
    if (complaint) {
      validation.addError(complaint);
    }
  },
});
