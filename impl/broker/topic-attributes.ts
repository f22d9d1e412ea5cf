/**
 * What 5.x says of a topic besides: `+message.type=FIFO,-cleanup.policy`. It is kept and told, and nothing here depends on it; what
 * would change how messages are kept is refused.
 *
 * RocketMQ 5.x `AttributeParser`, `AttributeUtil.alterCurrentAttributes`, `TopicAttributes`.
 *
 * @module
 */
import { RequestError } from "../remoting/errors.ts"

/** Values that may be set, by attribute. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ["message.type", ["UNSPECIFIED", "NORMAL", "FIFO", "DELAY", "TRANSACTION", "MIXED", "PRIORITY", "LITE"]],
  ["queue.type", ["SimpleCQ"]],
  ["cleanup.policy", ["DELETE"]],
  ["reserve.time", []]
])

const refuse = (what: string): never => {
  throw new RequestError("attributes", `attributes: ${what}. Send +key=value or -key, comma between them; keys are ${[...VALUES.keys()].join(", ")}`)
}

/** The changes, by attribute; `null`: it is taken away. Throws a `RequestError` for what is no change, or one that this broker cannot do. */
export const attributeChanges = (text: string): readonly (readonly [string, string | null])[] => {
  const changes: (readonly [string, string | null])[] = []
  const seen = new Set<string>()
  for (const change of text === "" ? [] : text.split(",")) {
    const [, sign = "", key = "", value] = /^([+-])([^=]+)(?:=(.*))?$/.exec(change) ?? []
    const shown = JSON.stringify(change.slice(0, 64))
    if (sign === "" || (sign === "+") !== (value !== undefined)) refuse(`${shown} is no change`)
    const allowed = VALUES.get(key)
    if (allowed === undefined) refuse(`${shown} has no key of RocketMQ's`)
    if (seen.has(key)) refuse(`${shown} comes twice`)
    seen.add(key)
    changes.push([key, value ?? null])
    if (value === undefined) continue
    // Without a tiered store RocketMQ says so, too.
    if (key === "reserve.time") refuse("Update topic reserveTime not supported")
    if (allowed?.includes(value) !== true) refuse(`value is not in set: [${allowed?.join(", ")}], but ${JSON.stringify(value.slice(0, 64))}`)
  }
  return changes
}
