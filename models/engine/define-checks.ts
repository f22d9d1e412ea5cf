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
const CLAIMS = ["always", "sometimes", "steps", "ends", "recoverable"] as const
const REACTION = ["state", "send", "as"] as const

export const checkWords = (definition: Definition<AnyNodes, unknown>): void => {
  const { name, nodes, network = {}, eventually = {}, history } = definition
  known("the definition", definition, DEFINITION)
  if (typeof name !== "string" || name === "") throw new TypeError(`name is ${show(name)}; a model needs one, with its bounds in it`)
  isNamed("nodes", nodes)
  if (Object.keys(nodes).length === 0) throw new TypeError("nodes is empty")
  known("network", network, NETWORK)
  for (const [of, node] of Object.entries(nodes)) checkNode(of, node)
  for (const kind of CLAIMS) {
    const claims: object = definition[kind] ?? {}
    isNamed(kind, claims)
    for (const [id, claim] of Object.entries(claims)) isFunction(`"${id}" of ${kind}`, claim)
  }
  isNamed("eventually", eventually)
  for (const [id, promise] of Object.entries(eventually)) {
    if (typeof promise !== "object" || promise === null) throw new TypeError(`"${id}" of eventually is ${show(promise)}; write { holds: (nodes) => …, from: …, fair: […] }`)
    known(`"${id}"`, promise, PROMISE)
    isFunction(`holds of "${id}"`, promise.holds)
  }
  if (history !== undefined) isFunction("history.note", history.note)
}

const checkNode = (of: string, node: AnyNodes[string]): void => {
  if (typeof node !== "object" || node === null) throw new TypeError(`node ${of} is ${show(node)}; write node({ initial: … })`)
  known(`node ${of}`, node, NODE)
  if (!("initial" in node)) throw new TypeError(`node ${of} has no \`initial\`: the state that it begins in`)
  for (const kind of ["actions", "choices"] as const) {
    const all: object = node[kind] ?? {}
    isNamed(`${kind} of ${of}`, all)
    for (const [action, does] of Object.entries(all)) isFunction(`"${action}" of ${of}`, does)
  }
  for (const rule of ["receive", "within"] as const) if (node[rule] !== undefined) isFunction(`${rule} of ${of}`, node[rule])
}

const isNamed = (what: string, given: unknown): void => {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new TypeError(`${what} is ${Array.isArray(given) ? "a list" : show(given)}; write { name: …, … }`)
}

/** What a rule returned, unless it is a reaction; throws with what to return instead. */
export const checkReaction = (by: string, reaction: unknown): void => {
  if (reaction instanceof globalThis.Promise) throw new TypeError(`${by} returned a promise: a rule gives its answer at once, so it must not be async`)
  if (typeof reaction !== "object" || reaction === null || !("state" in reaction)) throw new TypeError(`${by} returned ${show(reaction)}, which has no \`state\`; return { state: the next one, send: […] }, or undefined where it is not possible`)
  known(`what ${by} returned`, reaction, REACTION)
  const { send } = reaction as { readonly send?: unknown }
  if (send !== undefined && !Array.isArray(send)) throw new TypeError(`${by} returned ${show(send)} to send; \`send\` is a list, [{ to: "a node", message: … }, …]`)
  for (const each of (send ?? []) as readonly unknown[])
    if (typeof each !== "object" || each === null || !("to" in each) || !("message" in each)) throw new TypeError(`${by} sends ${show(each)}; write { to: "a node", message: … }`)
}

const known = (what: string, given: object, words: readonly string[]): void => {
  const unknown = Object.keys(given).find((word) => !words.includes(word))
  if (unknown !== undefined) throw new TypeError(`${what} has "${unknown}", which means nothing here; it may have ${words.join(", ")}`)
}

const isFunction = (what: string, given: unknown): void => {
  if (typeof given !== "function") throw new TypeError(`${what} is ${show(given)}; it must be a function`)
}
