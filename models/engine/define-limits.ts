/**
 * How often something may happen in a run of a defined model: a slot of its own keeps what is left, and refuses what is more.
 *
 * @module
 */
import type { AnyNodes, Definition } from "./definition.ts"

export interface Limits {
  /** By name: how often each may happen. */
  readonly initial: { readonly [name: string]: number }
  /** What the action of a node spends. */
  readonly ofAction: (node: string, action: string) => readonly string[]
  readonly ofLoss: readonly string[]
  readonly ofRepeat: readonly string[]
}

const LOSSES = "losses"
const REPEATS = "repeats"

/** `undefined`: nothing is limited. Throws on actions that no node has, and on what is no count. */
export const limitsOf = ({ nodes, atMost = {}, network = {} }: Pick<Definition<AnyNodes, unknown>, "nodes" | "atMost" | "network">): Limits | undefined => {
  const actions = Object.entries(nodes).flatMap(([node, { actions: all = {}, choices = {} }]) => [...Object.keys(all), ...Object.keys(choices)].map((action) => ({ action, one: `${node}: ${action}` })))
  for (const [name, most] of Object.entries(atMost)) {
    if (!actions.some(({ action, one }) => name === action || name === one)) throw new Error(`atMost names "${name}"; there are ${[...new Set(actions.map(({ one }) => one))].join(", ") || "no actions"}`)
    checkCount(`atMost "${name}"`, most)
  }
  const { lossy, repeats } = network
  if (typeof lossy === "number") checkCount("network.lossy", lossy)
  if (typeof repeats === "number") checkCount("network.repeats", repeats)
  const initial = { ...atMost, ...(typeof lossy === "number" ? { [LOSSES]: lossy } : {}), ...(typeof repeats === "number" ? { [REPEATS]: repeats } : {}) }
  if (Object.keys(initial).length === 0) return undefined
  return {
    initial,
    ofAction: (node, action) => [action, `${node}: ${action}`].filter((name) => name in atMost),
    ofLoss: typeof lossy === "number" ? [LOSSES] : [],
    ofRepeat: typeof repeats === "number" ? [REPEATS] : []
  }
}

/** One less, or `undefined` if there is none left. */
export const spent = (left: Limits["initial"], name: string): Limits["initial"] | undefined => ((left[name] ?? 0) > 0 ? { ...left, [name]: (left[name] as number) - 1 } : undefined)

const checkCount = (what: string, count: number): void => {
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${what} is ${count}; it must be 0, 1, 2, …`)
}
