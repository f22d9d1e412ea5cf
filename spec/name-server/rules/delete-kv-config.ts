import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import { kvTableOf, kvValueOf } from "../kv-config.ts"
import { answer, emit, rule } from "../rule.ts"

/**
 * An operator removes a value. Its namespace stays, even if it is empty.
 *
 * RocketMQ `KVConfigManager.deleteKVConfig`.
 */
export const deleteKVConfig = rule(
  "DeleteKVConfig",
  (self, event) => (kvValueOf(self, event) === undefined ? "not found" : "removed"),
  (self, event, verdict) =>
    match(verdict)
      .with("not found", () => answer(event, "SUCCESS")(self))
      .with("removed", () => {
        const table = HashMap.remove(kvTableOf(self, event.namespace) ?? HashMap.empty<string, string>(), event.key)
        return chain({ ...self, kvConfig: HashMap.set(self.kvConfig, event.namespace, table) }, emit({ _tag: "SaveKVConfig" }), answer(event, "SUCCESS"))
      })
      .exhaustive()
)
