import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const servingField = FormFieldBlueprint.make({
  name: 'serving',
  params: {
    field: () =>
      import('../components/ServingField').then(m => m.servingFormField),
  },
});
