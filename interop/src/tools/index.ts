export { buildTools } from './buildTools';
export {
  findDockerRegistry,
  findRedis,
  findSkopeo,
  type DebianTool,
} from './debianTools';
export { ToolError } from './errors';
export { findGo, type GoToolchain } from './goToolchain';
export { Tools } from './Tools';
export { GO_MODULES } from './toolList';
export { toolsFolder } from './toolsFolder';
export { buildWaybill } from './waybillCommand';
