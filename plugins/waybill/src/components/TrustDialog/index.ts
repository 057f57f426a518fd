export { TrustDialog } from './TrustDialog';
