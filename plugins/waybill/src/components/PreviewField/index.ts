export { previewFormField } from './previewFormField';
