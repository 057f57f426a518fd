import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const environmentsField = FormFieldBlueprint.make({
  name: 'environments',
  params: {
    field: () =>
      import('../components/EnvironmentsField').then(
        m => m.environmentsFormField,
      ),
  },
});
