import * as HashMap from "effect/HashMap"

/** Entries in the order of their keys: outputs must not depend on how a map is laid out. */
export const sorted = <A>(map: HashMap.HashMap<string, A>): readonly (readonly [string, A])[] =>
  [...HashMap.entries(map)].sort(([a], [b]) => (a < b ? -1 : 1))
