/**
 * What comes about in every fair run of masters and slaves, and a fair run in which it does not (L5, L6, W6).
 *
 * @module
 */
import type { Fairness } from "../../models/engine/model.ts"
import type { BrokersAction, BrokersLocal, BrokersWorld } from "../../models/world/brokers.ts"
import type { BrokerPacket } from "../../models/world/member.ts"
import { deliveries } from "../fairness.ts"
import { membersIn, payloads, promise, witness } from "./declare.ts"

type Fair = Fairness<BrokerPacket, BrokersAction>

/** Timers, disks, connections, and starts: all that a broker does by itself, kind by kind. */
const brokers: Fair = {
  name: "what each broker does by itself",
  strength: "weak",
  lotOf: (move) => {
    if (move.kind !== "act") return undefined
    const { action } = move
    if (action.do === "fire") return `${move.slot} ${action.timer._tag}`
    return action.do === "flushed" || action.do === "connect" || action.do === "start" ? `${move.slot} ${action.do}` : undefined
  }
}

const fairness = [deliveries("weak"), brokers]

/** No slave may connect any more: that is the bound's doing. */
const atBound = (world: BrokersWorld, locals: readonly BrokersLocal[]): boolean => membersIn(world, locals).some(({ connecting, connections }) => connecting && connections >= world.options.connections)

export const neverServedForEver = witness("W6 no failover, for ever", "The master is dead for good: a fair run goes on for ever, and nobody takes its place.", "C5, D4 · W6, L10", (world) => ({
  kind: "eventually",
  witness: true,
  from: (locals) => membersIn(world, locals).some(({ dead }) => dead === true),
  holds: (locals) => membersIn(world, locals).some(({ dead, broker }) => dead !== true && broker.ha.serving),
  fairness
}))

export const caughtUpFairly = promise("L5 CatchUp: fair", "A slave has in the end what its master has: under weak fairness of what brokers do by themselves, and of deliveries.", "C1 · L5", (world) => ({
  kind: "eventually",
  holds: (locals) => {
    const [master, ...slaves] = membersIn(world, locals)
    return master !== undefined && slaves.every((slave) => payloads(slave).join() === payloads(master).join())
  },
  atBound: (locals) => atBound(world, locals),
  fairness
}))

export const answeredFairly = promise("L6 SendResolves: fair", "Every send that is pending on a broker is answered in the end, with whatever status: under the same fairness.", "D3 · L6", (world) => ({
  kind: "eventually",
  holds: (locals) => membersIn(world, locals).every(({ broker }) => broker.pending.length === 0),
  atBound: (locals) => atBound(world, locals),
  fairness
}))
