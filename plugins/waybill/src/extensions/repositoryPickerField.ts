import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

export const repositoryPickerField = FormFieldBlueprint.make({
  name: 'repository-picker',
  params: {
    field: () =>
      import('../components/RepositoryPickerField').then(
        m => m.repositoryPickerFormField,
      ),
  },
});
