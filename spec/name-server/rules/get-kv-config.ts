import { match } from "ts-pattern"
import { kvValueOf } from "../kv-config.ts"
import { answer, emit, rule } from "../rule.ts"

/**
 * A value of the KV configuration.
 *
 * RocketMQ `DefaultRequestProcessor.getKVConfig`.
 */
export const getKVConfig = rule(
  "GetKVConfig",
  (self, event) => (kvValueOf(self, event) === undefined ? "not found" : "found"),
  (self, event, verdict) =>
    match(verdict)
      .with("not found", () => answer(event, "QUERY_NOT_FOUND", `No config item, Namespace: ${event.namespace} Key: ${event.key}`)(self))
      .with("found", () => emit({ _tag: "ReplyValue", request: event.request, value: kvValueOf(self, event) ?? "" })(self))
      .exhaustive()
)
