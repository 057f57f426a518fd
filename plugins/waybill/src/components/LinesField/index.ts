export { LinesField } from './LinesField';
