export { repositoryPickerFormField } from './repositoryPickerFormField';
