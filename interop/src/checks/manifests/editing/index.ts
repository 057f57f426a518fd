export { editingSection } from './editingSection';
