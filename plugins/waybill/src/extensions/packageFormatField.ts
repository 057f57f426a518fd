import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const packageFormatField = FormFieldBlueprint.make({
  name: 'package-format',
  params: {
    field: () =>
      import('../components/PackageFormatField').then(
        m => m.packageFormatFormField,
      ),
  },
});
