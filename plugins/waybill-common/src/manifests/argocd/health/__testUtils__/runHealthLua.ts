import { lauxlib, lua, lualib, to_jsstring, to_luastring } from 'fengari';

/** What a health script of Argo CD answers for an object. */
export interface LuaHealth {
  readonly status: string;
  readonly message: string;
}

/**
 * Runs a script as Argo CD does: the object is the global `obj`, and of the libraries there are the basic one and
 * `table`, no `string`.
 */
export function runHealthLua(script: string, object: object): LuaHealth {
  const state = lauxlib.luaL_newstate();
  lauxlib.luaL_requiref(state, to_luastring('_G'), lualib.luaopen_base, 1);
  lauxlib.luaL_requiref(state, to_luastring('table'), lualib.luaopen_table, 1);
  lua.lua_settop(state, 0);
  push(state, object);
  lua.lua_setglobal(state, to_luastring('obj'));
  if (lauxlib.luaL_dostring(state, to_luastring(script))) {
    throw new Error(to_jsstring(lua.lua_tostring(state, -1)));
  }
  return { status: field(state, 'status'), message: field(state, 'message') };
}

function field(state: object, name: string): string {
  lua.lua_getfield(state, -1, to_luastring(name));
  const text = to_jsstring(lua.lua_tostring(state, -1));
  lua.lua_pop(state, 1);
  return text;
}

function push(state: object, value: unknown): void {
  if (typeof value === 'string') {
    lua.lua_pushstring(state, to_luastring(value));
  } else if (typeof value === 'number') {
    lua.lua_pushnumber(state, value);
  } else if (typeof value === 'boolean') {
    lua.lua_pushboolean(state, value);
  } else if (typeof value === 'object' && value !== null) {
    pushTable(state, value);
  } else {
    lua.lua_pushnil(state);
  }
}

function pushTable(state: object, value: object): void {
  lua.lua_createtable(state, 0, 0);
  for (const [key, element] of Object.entries(value)) {
    push(state, Array.isArray(value) ? Number(key) + 1 : key);
    push(state, element);
    lua.lua_settable(state, -3);
  }
}
