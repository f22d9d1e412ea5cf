/**
 * Guards against what comes too late, or twice.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const guards: readonly Exceptions[] = [
  {
    because: "A guard against an event that comes too late. In the models a disk answers within the step or in order, and a timer that is cancelled does not fire.",
    of: [
      { rule: "dledger ElectionTimeout", test: "spec/raft/rules/election-timeout.test.ts", verdicts: { leads: "leads: waits for nobody" } },
      { rule: "dledger HeartbeatTimeout", test: "spec/raft/rules/heartbeat-timeout.test.ts", verdicts: { "does not lead": "does not lead: is silent, and lets the timer rest" } }
    ]
  },
  {
    because: "The shell makes snapshots of what is dispatched, on disk, and one after the other; so does the world.",
    of: [
      {
        rule: "brokers Compacted",
        test: "spec/store/rules/compacted.test.ts",
        verdicts: {
          "not dispatched": "not dispatched: what is not in its queues is kept",
          "gone before": "gone before: a snapshot stands for it already"
        }
      }
    ]
  },
  {
    because: "Nothing can bring it about: messages do not expire here, so every queue begins at 0.",
    of: [
      { rule: "brokers QueryConsumerOffset", verdicts: { unknown: null } }
    ]
  }
]
