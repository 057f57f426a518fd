import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const previewField = FormFieldBlueprint.make({
  name: 'preview',
  params: {
    field: () =>
      import('../components/PreviewField').then(m => m.previewFormField),
  },
});
