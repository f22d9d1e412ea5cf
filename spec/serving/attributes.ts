/**
 * What an operator of 5.x says of a topic or a group besides its configuration. It is kept and told; no rule depends on it.
 *
 * RocketMQ 5.x `AttributeUtil.alterCurrentAttributes`.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** By name. */
export const Attributes = Schema.Record(Schema.String, Schema.String)
export type Attributes = typeof Attributes.Type

/** Attributes that are set, or taken away (`null`); all others stay. */
export const AttributeChanges = Schema.Array(Schema.Tuple([Schema.String, Schema.NullOr(Schema.String)]))
export type AttributeChanges = typeof AttributeChanges.Type

/** As they are then, as a field in the order of their names; no field: there are none. */
export const altered = (before: Attributes | undefined, changes: AttributeChanges): { readonly attributes?: Attributes } => {
  const all: Record<string, string> = { ...before }
  for (const [key, value] of changes) {
    if (value === null) delete all[key]
    else all[key] = value
  }
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
  return Object.keys(sorted).length === 0 ? {} : { attributes: sorted }
}
