export { PoliciesDialog } from './PoliciesDialog';
