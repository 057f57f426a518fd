export { publishedChecks } from './publishedChecks';
