import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { kvTableOf } from "../kv-config.ts"
import { answer, emit, rule } from "../rule.ts"
import { sorted } from "../../sorted.ts"

/**
 * All values of one namespace.
 *
 * RocketMQ `DefaultRequestProcessor.getKVListByNamespace`.
 */
export const getKVListByNamespace = rule(
  "GetKVListByNamespace",
  (self, { namespace }) => (kvTableOf(self, namespace) === undefined ? "not found" : "found"),
  (self, event, verdict) =>
    match(verdict)
      .with("not found", () => answer(event, "QUERY_NOT_FOUND", `No config item, Namespace: ${event.namespace}`)(self))
      .with("found", () =>
        emit({ _tag: "ReplyTable", request: event.request, table: sorted(kvTableOf(self, event.namespace) ?? HashMap.empty<string, string>()) })(self)
      )
      .exhaustive()
)
