export { matrixSection } from './matrixSection';
