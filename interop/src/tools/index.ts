export { buildTools } from './buildTools';
export { findSkopeo, type DebianTool } from './debianTools';
export { ToolError } from './errors';
export { findGo, type GoToolchain } from './goToolchain';
export { Tools } from './Tools';
export { GO_MODULES } from './toolList';
