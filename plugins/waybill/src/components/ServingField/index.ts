export { servingFormField } from './servingFormField';
