import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { PackageFormatField } from './PackageFormatField';
import { packageFormatSchema } from './packageFormatSchema';

/** The field `WaybillPackageFormat` for templates. */
export const packageFormatFormField = createFormField({
  name: 'WaybillPackageFormat',
  component: PackageFormatField,
  schema: packageFormatSchema,
});
