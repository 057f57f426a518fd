export { packageFormatFormField } from './packageFormatFormField';
