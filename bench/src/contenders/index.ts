export {
  FORMATS,
  type Format,
  type Pusher,
  type PushJob,
  type Unpacker,
  type UnpackJob,
} from './Contender';
export { PUSHERS, SINK_PUSHERS, UNPACKERS } from './contenders';
export { waybillName, WAYBILL_PUSHES, WAYBILL_UNPACKS } from './waybill';
