import { declare } from "./declare.ts"
import { takesNoMessage } from "./takes-no-message.ts"

export const leaderAppends = declare("S16 SlaveReadOnly", "Only a leader takes a producer's message into its log.", "E2, C3", (world) =>
  takesNoMessage(world, ({ broker }) => broker.raft.role !== "LEADER")
)
