export { ToneLabel } from './ToneLabel';
