/**
 * Why a move is not possible, in words: asked of the model's own functions in the order in which a step asks them.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnySignal } from "../../../models/engine/model.ts"
import { isWithin, messageOf, networkSignals, notice, outcomeOf } from "../../../models/engine/step.ts"
import type { World } from "../../../models/engine/world.ts"

/** Of a move that the model offers and that `step` refused. */
export const whyRefused = (model: AnyModel, { locals, inFlight }: World, move: AnyMove): string => {
  const who = model.slots[move.slot] ?? "the network"
  const before = locals[move.slot]
  try {
    const outcome = outcomeOf(model, before, move)
    if (outcome === undefined) return move.kind === "act" ? absent(who, before, move.action) : `${who} cannot take it in this state`
    const after = [...locals]
    after[move.slot] = outcome.local
    const signals = [...networkSignals(model, move), ...(outcome.signals ?? [])]
    for (const slot of new Set(signals.map(({ to }) => to))) {
      const refused = refusedBy(model, slot, after[slot], signals)
      if (refused !== undefined) return refused
      const noticed = notice(model, slot, after[slot], signals)
      if (noticed.kind === "noticed") after[slot] = noticed.local
    }
    const beyond = after.findIndex((local, slot) => local !== locals[slot] && !isWithin(model, slot, local))
    if (beyond >= 0) return `it would leave the bounds of the model (${model.slots[beyond]})`
    const most = model.network.maxInFlight
    const under = inFlight.length + (outcome.sends?.length ?? 0) - (move.kind === "deliver" || move.kind === "lose" ? 1 : 0)
    if (most !== undefined && under > most) return `${under} messages would be under way, and the model has ${most} at most`
    return "it is out of the bounds of the model"
  } catch (thrown) {
    return `the rule throws: ${messageOf(thrown)}`
  }
}

/** The first signal that a slot does not take. */
const refusedBy = (model: AnyModel, slot: number, local: unknown, signals: readonly AnySignal[]): string | undefined => {
  let now = local
  for (const { to, signal } of signals) {
    if (to !== slot) continue
    const next: unknown = model.observe(slot, now, signal)
    if (next === undefined) return signalText(model.slots[slot] ?? "", now, signal as Readonly<Record<string, unknown>>)
    now = next
  }
  return undefined
}

const NAMES: { readonly [fault: string]: string } = {
  crash: "crash", kill: "death", powerLoss: "power loss", powerLossOfAll: "power loss of all", diskLoss: "disk loss", diskError: "disk error", lose: "lost message", duplicate: "repeated message",
  cut: "cut", nameServerCrash: "crash of a NameServer", nameServerKill: "death of a NameServer", wipeWritePerm: "withdrawn write permission", promote: "promotion"
}

const signalText = (slot: string, local: unknown, signal: Readonly<Record<string, unknown>>): string => {
  const { fault, strike, over, note, last } = signal
  if (typeof fault === "string") return spent(fault)
  if (typeof strike === "string") return last === true && leftOf(local, strike) > 0 ? "it strikes only after all other faults" : spent(strike)
  if (over !== undefined) return `the link ${Array.isArray(over) ? over.join("–") : String(over)} is cut`
  if ("heal" in signal) return "no link is cut"
  if ("cutLinks" in signal) return "a link is cut already"
  if (note === "sent") return "that message was sent already, or it is not its turn"
  if (typeof note === "string") return `the history of the run does not allow it (${note})`
  if ("holdsAll" in signal) return `${slot} does not hold all of it yet`
  if ("connected" in signal) return `${slot} takes no connection`
  if ("is" in signal) return `${slot} is not ${String(signal["is"])}`
  return `${slot} does not allow it`
}

const leftOf = (local: unknown, key: string): number => (local as { readonly left?: { readonly [key: string]: number } }).left?.[key] ?? 0

const spent = (key: string): string => {
  const [fault = "", at] = key.split("@")
  return `no ${NAMES[fault] ?? fault}${at === undefined || at === "any" ? "" : ` of a ${at}`} is left in the budget`
}

interface Looked {
  readonly broker?: { readonly raft?: { readonly role?: string; readonly term?: number } }
  readonly timers?: readonly { readonly _tag: string }[]
  readonly disk?: { readonly flushing?: unknown; readonly saving?: unknown }
  readonly dead?: boolean
  readonly up?: boolean
}

/** Of an action that the model does not list in this state, or that its rule leaves undone. */
export const absent = (who: string, local: unknown, action: unknown): string => {
  const { broker, timers, disk, dead, up } = local as Looked
  const { do: what, timer } = action as { readonly do?: string; readonly timer?: { readonly _tag: string } }
  if (dead === true) return `${who} is dead`
  if (up === false && what !== "start") return `${who} is down`
  if (what === "start" && up === true) return `${who} is up`
  if (what === "fire" && timers !== undefined)
    return timers.some((armed) => JSON.stringify(armed) === JSON.stringify(timer)) ? "armed, but a bound of the model keeps it from firing (its last term, or who may stand)" : "its timer is not armed"
  if (what === "flushed") return disk?.flushing === null ? "no fsync is under way" : "not with this state of the disk"
  if (what === "saved") return disk?.saving === null ? "nothing is being saved" : "not with this state of the disk"
  const role = broker?.raft?.role
  if ((what === "send" || what === "read" || what === "transfer") && role !== undefined && role !== "LEADER" && (broker?.raft?.term ?? 0) > 0) return `${who} is ${role.toLowerCase()}, and only a leader takes it`
  if (what === "send" || what === "read") return `${who} refuses it in this state, and nothing would change`
  if (what === "heal") return "no link is cut"
  if (what === "powerLoss" || what === "powerLossOfAll") return "no log ends so in this state"
  return `${who} has no use for it in this state`
}
