import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { compiled, ParseError } from "../../filter/sql92.ts"
import type { ResponseCode } from "../../vocabulary.ts"

/**
 * A consumer that filters by more than tags asks first whether its expression makes sense here.
 *
 * RocketMQ `ClientManageProcessor.checkClientConfig`.
 */
export const checkClientConfig = rule("CheckClientConfig", (self, event) => verdict(self, event), (self, { request, expressionType, expression }, verdict) => {
  const answer = (code: ResponseCode, remark: string) => emit({ _tag: "Reply", request, code, remark })(self)
  return match(verdict)
    .with("tags", "an expression", () => answer("SUCCESS", ""))
    .with("switched off", "no such filter", () => answer("SYSTEM_ERROR", `The broker does not support consumer to filter message by ${expressionType}`))
    .with("no expression", () => answer("SUBSCRIPTION_PARSE_FAILED", `${JSON.stringify(expression)} is no expression: ${(compiled(expression) as ParseError).message}`))
    .exhaustive()
})

const verdict = ({ config }: Broker, { expressionType, expression }: EventOf<"CheckClientConfig">) => {
  if (expressionType === "TAG" || expressionType === "") return "tags"
  if (!config.enablePropertyFilter) return "switched off"
  if (expressionType !== "SQL92") return "no such filter"
  return compiled(expression) instanceof ParseError ? "no expression" : "an expression"
}
