import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const modelSourceField = FormFieldBlueprint.make({
  name: 'model-source',
  params: {
    field: () =>
      import('../components/ModelSourceField').then(
        m => m.modelSourceFormField,
      ),
  },
});
