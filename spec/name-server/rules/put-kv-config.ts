import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import type { EventOf } from "../events.ts"
import { kvTableOf } from "../kv-config.ts"
import { answer, emit, type Part, rule } from "../rule.ts"

/**
 * An operator sets a value. It is on disk before the answer.
 *
 * RocketMQ `DefaultRequestProcessor.putKVConfig`, `KVConfigManager.putKVConfig`.
 */
export const putKVConfig = rule(
  "PutKVConfig",
  (_self, { namespace, key }) => (namespace === null || key === null ? "incomplete" : "kept"),
  (self, event, verdict) =>
    match(verdict)
      .with("incomplete", () => answer(event, "SYSTEM_ERROR", "namespace or key is null")(self))
      .with("kept", () => chain(self, put(event), emit({ _tag: "SaveKVConfig" }), answer(event, "SUCCESS")))
      .exhaustive()
)

const put =
  ({ namespace, key, value }: EventOf<"PutKVConfig">): Part =>
  (self) => {
    if (namespace === null || key === null) return [self, []]
    const table = HashMap.set(kvTableOf(self, namespace) ?? HashMap.empty<string, string>(), key, value)
    return [{ ...self, kvConfig: HashMap.set(self.kvConfig, namespace, table) }, []]
  }
