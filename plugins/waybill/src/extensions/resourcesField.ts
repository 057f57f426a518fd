import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const resourcesField = FormFieldBlueprint.make({
  name: 'resources',
  params: {
    field: () =>
      import('../components/ResourcesField').then(m => m.resourcesFormField),
  },
});
