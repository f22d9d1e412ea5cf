import { nodeAt } from "../../models/world/group.ts"
import { holdsOffsets } from "../../models/world/node.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { declare } from "./declare.ts"

/** Topics and offsets are not in the log, so that nothing in an election asks for them: a leader copies whatever it has over everybody else's. */
export const offsetsSurvive = declare(
  "S23 OffsetsSurvive",
  "A leader that serves knows the consumers' progress that was on every disk: a member that lost its disk does not copy its empty tables over the others'.",
  "C4, E14 · properties S23",
  (world) => ({
    kind: "always",
    reads: world.nodeSlots,
    holds: (locals) => world.nodeSlots.map((slot) => nodeAt(locals, slot).broker).every((broker) => !isReady(broker) || holdsOffsets(broker))
  })
)
