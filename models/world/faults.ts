/**
 * What may go wrong in a model, and how often: one slot of budgets, and which links are cut.
 *
 * @module
 */

/** P process crash (and restart, or for good: kill; of a NameServer too), O power loss (of one node, or of all at once), D disk loss (of all of it, or damage: of entries at the end of the log that were on disk), W write or fsync error, message loss and repetition, N partition. */
export type Fault = "crash" | "kill" | "powerLoss" | "powerLossOfAll" | "diskLoss" | "damage" | "diskError" | "lose" | "duplicate" | "cut" | "nameServerCrash" | "nameServerKill" | "wipeWritePerm"

export interface Faults {
  readonly left: { readonly [fault in Fault]?: number }
  /** Links on which nothing is delivered, as `n0>n1`, ascending. */
  readonly cut: readonly string[]
}

export type FaultSignal =
  | { readonly fault: Fault }
  /** Is the link open? */
  | { readonly over: string }
  | { readonly cutLinks: readonly string[] }
  | { readonly heal: true }

export const spend = (faults: Faults, signal: FaultSignal): Faults | undefined => {
  if ("over" in signal) return faults.cut.includes(signal.over) ? undefined : faults
  if ("heal" in signal) return faults.cut.length === 0 ? undefined : { ...faults, cut: [] }
  if ("cutLinks" in signal) return faults.cut.length === 0 ? { ...faults, cut: [...signal.cutLinks].sort() } : undefined
  const left = faults.left[signal.fault] ?? 0
  return left > 0 ? { ...faults, left: { ...faults.left, [signal.fault]: left - 1 } } : undefined
}

/** Ways to cut one node off: from all others both ways, or one way only. */
export const cutsOf = (nodes: readonly string[]): readonly (readonly string[])[] =>
  nodes.flatMap((node) => {
    const others = nodes.filter((other) => other !== node)
    const out = others.map((other) => `${node}>${other}`)
    const into = others.map((other) => `${other}>${node}`)
    return [[...out, ...into], out, into]
  })

/** All lists of this length with these choices in each place. */
export const listsOf = <A>(length: number, choices: readonly A[]): readonly (readonly A[])[] =>
  length === 0 ? [[]] : listsOf(length - 1, choices).flatMap((rest) => choices.map((choice) => [...rest, choice]))
