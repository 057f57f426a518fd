/** The part of Lua's C interface, as fengari has it, that the tests call. */
declare module 'fengari' {
  export const lua: {
    lua_settop(state: object, index: number): void;
    lua_setglobal(state: object, name: Uint8Array): void;
    lua_getfield(state: object, index: number, name: Uint8Array): void;
    lua_tostring(state: object, index: number): Uint8Array;
    lua_pop(state: object, count: number): void;
    lua_pushstring(state: object, text: Uint8Array): void;
    lua_pushnumber(state: object, value: number): void;
    lua_pushboolean(state: object, value: boolean): void;
    lua_pushnil(state: object): void;
    lua_createtable(state: object, items: number, fields: number): void;
    lua_settable(state: object, index: number): void;
  };
  export const lauxlib: {
    luaL_newstate(): object;
    luaL_requiref(
      state: object,
      name: Uint8Array,
      open: object,
      isGlobal: number,
    ): void;
    luaL_dostring(state: object, script: Uint8Array): boolean;
  };
  export const lualib: {
    luaopen_base: object;
    luaopen_table: object;
  };
  export function to_luastring(text: string): Uint8Array;
  export function to_jsstring(text: Uint8Array): string;
}
