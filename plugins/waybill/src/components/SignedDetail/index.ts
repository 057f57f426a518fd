export { SignedDetail } from './SignedDetail';
