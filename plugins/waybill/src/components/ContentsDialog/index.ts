export { ContentsDialog } from './ContentsDialog';
