import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { PreviewField } from './PreviewField';
import { previewSchema } from './previewSchema';

/** The field `WaybillPreview` for templates. */
export const previewFormField = createFormField({
  name: 'WaybillPreview',
  component: PreviewField,
  schema: previewSchema,
});
