/**
 * What 5.x says of a topic or a group besides: `+message.type=FIFO,-cleanup.policy`. It is kept and told, and nothing here depends on
 * it; what would change how messages are kept is refused.
 *
 * RocketMQ 5.x `AttributeParser`, `AttributeUtil.alterCurrentAttributes`, `TopicAttributes`, `SubscriptionGroupAttributes`.
 *
 * @module
 */
import { ResponseCode } from "../remoting/codes.ts"
import { RequestError } from "../remoting/errors.ts"

/** By attribute its new value; `null`: it is taken away. */
export type Changes = readonly (readonly [key: string, value: string | null])[]

/** Why a value may not be set; `undefined`: it may. */
type Refusal = (value: string) => string | undefined

const oneOf =
  (...values: readonly string[]): Refusal =>
  (value) => (values.includes(value) ? undefined : `value is not in set: [${values.join(", ")}], but ${JSON.stringify(value.slice(0, 64))}`)

const between =
  (least: number, most: number): Refusal =>
  (value) => (/^-?\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most ? undefined : `value is not in range(${least}, ${most}), but ${JSON.stringify(value.slice(0, 64))}`)

const never =
  (why: string): Refusal =>
  () => why

const noLite = never("there are no lite topics here")

export type Kind = "topic" | "group"

const ATTRIBUTES: Readonly<Record<Kind, ReadonlyMap<string, Refusal>>> = {
  topic: new Map([
    ["message.type", oneOf("UNSPECIFIED", "NORMAL", "FIFO", "DELAY", "TRANSACTION", "MIXED", "PRIORITY", "LITE")],
    ["queue.type", oneOf("SimpleCQ")],
    ["cleanup.policy", oneOf("DELETE")],
    // Without a tiered store RocketMQ says so, too.
    ["reserve.time", never("Update topic reserveTime not supported")],
    ["lite.topic.expiration", noLite]
  ]),
  group: new Map([
    ["priority.factor", between(0, 100)],
    ...["bind.topic", "sub.model", "sub.reset.offset.exclusive", "sub.reset.offset.unsubscribe", "sub.client.quota", "sub.client.max.event.cnt", "sub.wildcard"].map((name) => [`lite.${name}`, noLite] as const)
  ])
}

/** Does the broker take topics of mixed message types? RocketMQ: only where it is told to. */
export const takesMixed = (items: ReadonlyMap<string, string>): boolean => items.get("enableMixedMessageType") === "true"

/** What a request says of attributes as text. Throws a `RequestError` for what is no change, or one that this broker cannot do. */
export const attributeChanges = (text: string, mixed: boolean): Changes =>
  checked(
    "topic",
    (text === "" ? [] : text.split(",")).map((change) => {
      const [, sign = "", key = "", value] = /^([+-])([^=]+)(?:=(.*))?$/.exec(change) ?? []
      if (sign === "" || (sign === "+") !== (value !== undefined)) throw refusal("topic", `${JSON.stringify(change.slice(0, 64))} is no change`)
      return [key, value ?? null] as const
    }),
    mixed
  )

/** What a body says of them as a table: its keys begin with the sign. */
export const attributesTable = (kind: Kind, table: Readonly<Record<string, string>>, mixed = true): Changes =>
  checked(
    kind,
    Object.entries(table).map(([signed, value]) => {
      if (!/^[+-]./.test(signed)) throw refusal(kind, `wrong format key: ${JSON.stringify(signed.slice(0, 64))}`)
      return [signed.slice(1), signed.startsWith("+") ? value : null] as const
    }),
    mixed
  )

const checked = (kind: Kind, changes: Changes, mixed: boolean): Changes => {
  const seen = new Set<string>()
  for (const [key, value] of changes) {
    const refused = ATTRIBUTES[kind].get(key)
    const shown = JSON.stringify(key.slice(0, 64))
    if (refused === undefined) throw refusal(kind, `unsupported key: ${shown}`)
    if (seen.has(key)) throw refusal(kind, `alter duplication key. key: ${shown} comes twice`)
    seen.add(key)
    if (value === null) continue
    if (key === "message.type" && value === "MIXED" && !mixed) throw new RequestError("attributes", "MIXED message type is not supported. (enableMixedMessageType is false)", ResponseCode.INVALID_PARAMETER)
    const why = refused(value)
    if (why !== undefined) throw refusal(kind, why)
  }
  return changes
}

const refusal = (kind: Kind, what: string): RequestError =>
  new RequestError("attributes", `attributes: ${what}. Send +key=value or -key${kind === "topic" ? ", comma between them" : ""}; keys are ${[...ATTRIBUTES[kind].keys()].join(", ")}`)
