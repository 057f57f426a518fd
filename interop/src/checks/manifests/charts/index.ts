export { chartsSection } from './chartsSection';
