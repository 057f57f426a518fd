export { automationSection } from './automationSection';
