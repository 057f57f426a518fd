import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const versionField = FormFieldBlueprint.make({
  name: 'version',
  params: {
    field: () =>
      import('../components/VersionField').then(m => m.versionFormField),
  },
});
