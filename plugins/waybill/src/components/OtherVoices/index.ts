export { DisagreementAlert } from './DisagreementAlert';
export { VoiceList } from './VoiceList';
export { ownVoice, type OwnVoice } from './ownVoice';
