export { buildPipelineFiles } from './buildPipelineFiles';
