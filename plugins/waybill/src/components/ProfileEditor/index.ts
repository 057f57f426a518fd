export { ProfileEditor } from './ProfileEditor';
