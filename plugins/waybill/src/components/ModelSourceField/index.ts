export { modelSourceFormField } from './modelSourceFormField';
