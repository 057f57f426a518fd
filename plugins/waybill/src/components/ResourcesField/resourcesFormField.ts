import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { ResourcesField } from './ResourcesField';
import { resourcesSchema } from './resourcesSchema';

/** The field `WaybillResources` for templates. */
export const resourcesFormField = createFormField({
  name: 'WaybillResources',
  component: ResourcesField,
  schema: resourcesSchema,
});
