import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { NameServer } from "./state.ts"

/** The values of one namespace. RocketMQ `KVConfigManager`. */
export const kvTableOf = (self: NameServer, namespace: string): HashMap.HashMap<string, string> | undefined =>
  Option.getOrUndefined(HashMap.get(self.kvConfig, namespace))

export const kvValueOf = (self: NameServer, { namespace, key }: { readonly namespace: string; readonly key: string }): string | undefined => {
  const table = kvTableOf(self, namespace)
  return table && Option.getOrUndefined(HashMap.get(table, key))
}
