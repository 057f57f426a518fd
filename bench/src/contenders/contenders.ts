import type { Pusher, Unpacker } from './Contender';
import { cranePush, craneUnpack } from './crane';
import { kitPush, kitUnpack } from './kit';
import { modctlPush, modctlRemotePush, modctlUnpack } from './modctl';
import { orasPush, orasUnpack } from './oras';
import { WAYBILL_PUSHES, WAYBILL_UNPACKS } from './waybill';

export const PUSHERS: readonly Pusher[] = [
  kitPush,
  modctlPush,
  modctlRemotePush,
  orasPush,
  cranePush,
  ...Object.values(WAYBILL_PUSHES),
];

export const UNPACKERS: readonly Unpacker[] = [
  kitUnpack,
  modctlUnpack,
  orasUnpack,
  craneUnpack,
  ...Object.values(WAYBILL_UNPACKS),
];

/** Those whose own cost is compared: a crane that compresses and a modctl that stages would only take time. */
export const SINK_PUSHERS: readonly Pusher[] = [
  kitPush,
  modctlRemotePush,
  orasPush,
  ...Object.values(WAYBILL_PUSHES),
];
