export {
  CLIENT_NAMES,
  type Client,
  type ClientContext,
  type ClientName,
  type PackageReference,
} from './Client';
export { CLIENTS } from './clients';
