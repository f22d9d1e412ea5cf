/**
 * Words that a definition does not know: a misspelt field would otherwise be left out without a sound.
 *
 * @module
 */
import type { AnyNodes, Definition } from "./definition.ts"
import { show } from "./plain-data.ts"

const DEFINITION = ["name", "nodes", "begins", "underWay", "network", "atMost", "history", "always", "sometimes", "steps", "eventually", "ends", "recoverable", "symmetric"] as const
const NETWORK = ["lossy", "repeats", "ordered", "maxInFlight"] as const
const NODE = ["initial", "actions", "choices", "receive", "within"] as const
const PROMISE = ["from", "holds", "fair", "fairness"] as const
const REACTION = ["state", "send", "as"] as const

export const checkWords = (definition: Definition<AnyNodes, unknown>): void => {
  const { nodes, network = {}, always = {}, sometimes = {}, ends = {}, recoverable = {}, steps = {}, eventually = {} } = definition
  known("the definition", definition, DEFINITION)
  known("network", network, NETWORK)
  for (const [name, node] of Object.entries(nodes)) {
    known(`node ${name}`, node, NODE)
    if (!("initial" in node)) throw new Error(`node ${name} has no \`initial\`: the state that it begins in`)
    for (const [kind, all] of [["actions", node.actions], ["choices", node.choices]] as const) for (const [action, does] of Object.entries(all ?? {})) isFunction(`${kind} of ${name}: "${action}"`, does)
    if (node.receive !== undefined) isFunction(`receive of ${name}`, node.receive)
  }
  for (const all of [always, sometimes, ends, recoverable, steps]) for (const [id, claim] of Object.entries(all)) isFunction(`claim "${id}"`, claim)
  for (const [id, promise] of Object.entries(eventually)) {
    isFunction(`holds of "${id}"`, promise.holds)
    known(`"${id}"`, promise, PROMISE)
  }
}

/** What a rule returned, unless it is a reaction; throws with what to return instead. */
export const checkReaction = (by: string, reaction: unknown): void => {
  if (reaction instanceof globalThis.Promise) throw new TypeError(`${by} returned a promise: a rule gives its answer at once, so it must not be async`)
  if (typeof reaction !== "object" || reaction === null || !("state" in reaction)) throw new TypeError(`${by} returned ${show(reaction)}, which has no \`state\`; return { state: the next one, send: […] }, or undefined where it is not possible`)
  known(`what ${by} returned`, reaction, REACTION)
  const { send } = reaction as { readonly send?: unknown }
  if (send !== undefined && !Array.isArray(send)) throw new TypeError(`${by} returned ${show(send)} to send; \`send\` is a list, [{ to: "a node", message: … }, …]`)
}

const known = (what: string, given: object, words: readonly string[]): void => {
  const unknown = Object.keys(given).find((word) => !words.includes(word))
  if (unknown !== undefined) throw new TypeError(`${what} has "${unknown}", which means nothing here; it may have ${words.join(", ")}`)
}

const isFunction = (what: string, given: unknown): void => {
  if (typeof given !== "function") throw new TypeError(`${what} is ${show(given)}; it must be a function`)
}
