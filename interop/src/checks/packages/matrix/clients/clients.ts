import type { Client } from './Client';
import { craneClient } from './crane';
import { kitClient } from './kit';
import { modctlClient } from './modctl';
import { orasClient } from './oras';
import { skopeoClient } from './skopeo';
import { waybillClient } from './waybill';
import { waybillCommandClient } from './waybillCommand';

/** In the order of the matrix's rows and columns. */
export const CLIENTS: readonly Client[] = [
  waybillClient,
  waybillCommandClient,
  kitClient,
  modctlClient,
  orasClient,
  craneClient,
  skopeoClient,
];
