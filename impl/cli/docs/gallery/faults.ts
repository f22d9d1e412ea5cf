/**
 * What went wrong in a run, counted, in words.
 *
 * @module
 */
import type { Trace } from "../../../../models/engine/result.ts"
import type { Suite } from "../../../../properties/suites.ts"

/** One, and several. */
const WORDS: { readonly [what: string]: readonly [string, string] } = {
  crash: ["a crash", "crashes"],
  kill: ["a death for good", "deaths for good"],
  powerLoss: ["a power loss", "power losses"],
  powerLossOfAll: ["a power loss of the whole group", "power losses of the whole group"],
  diskLoss: ["a destroyed disk", "destroyed disks"],
  diskError: ["a failed fsync", "failed fsyncs"],
  cut: ["a cut link", "cut links"],
  lose: ["a lost message", "lost messages"],
  duplicate: ["a message that comes twice", "messages that come twice"],
  promote: ["a promotion by an operator", "promotions by an operator"],
  wipe: ["a master taken off writing", "masters taken off writing"]
}

/** Of messages that are lost or come twice, of whoever dies, and what operators do. `nothing`: all goes well. */
export const faultsIn = ({ view }: Suite, { steps }: Trace): string => {
  const counts = new Map<string, number>()
  for (const { move } of steps) {
    const { kind, fault } = view.did(move)
    const what = move.kind === "act" ? (move.action as { readonly do: string }).do : move.kind
    if (fault || (kind === "operator" && WORDS[what] !== undefined)) counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return counts.size === 0 ? "nothing" : [...counts].map(([what, n]) => said(what, n)).join(", ")
}

const said = (what: string, n: number): string => {
  const [one, several] = WORDS[what] ?? [what, what]
  return n === 1 ? one : `${n} ${several}`
}
