/**
 * Requests that are refused.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const refusals: readonly Exceptions[] = [
  {
    because: "A refusal of what nobody in the models asks for: their producers and consumers name topics, groups, queues and sizes that are there and allowed.",
    of: [
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "no such topic": "no such topic: ends at 0 too, as on the real broker" } },
      {
        rule: "brokers ResetOffset",
        test: "spec/serving/rules/reset-offset.test.ts",
        verdicts: { "no such queue": "no such queue", "no such offset": "no such offset: behind the end, or before the first that is kept" }
      }
    ]
  },
  {
    because: "A refusal when too many requests wait; the models have fewer than any limit.",
    of: [
      { rule: "brokers ConsumerSendMsgBack", test: "spec/serving/rules/consumer-send-msg-back.test.ts", verdicts: { "too many pending": "too many pending: takes no more than maxPendingRequestsNum" } },
      { rule: "brokers Notification", test: "spec/pop/rules/notification.test.ts", verdicts: { "too many wait": "too many wait: its client is told to come again" } },
      { rule: "brokers PopMessage", test: "spec/pop/rules/pop-message.test.ts", verdicts: { "too many wait": "too many wait: its client is told to come again" } },
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "too many pending": "too many pending: a leader that is cut off must not collect them for ever" } }
    ]
  },
  {
    because: "A refusal by who is not the master; in the models this is asked of masters alone.",
    of: [
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "not here": "not here: a follower, a candidate, and a leader that has committed nothing of its own term" } }
    ]
  },
  {
    because: "An operator's mistake: the models ask leaders for a hand-over, one at a time, to a member that is there.",
    of: [
      {
        rule: "dledger LeadershipTransfer",
        test: "spec/raft/rules/leadership-transfer.test.ts",
        verdicts: {
          "does not lead": "does not lead: refuses",
          "not a follower": "not a follower: refuses to hand over to n0",
          "under way": "under way: refuses a second one"
        }
      }
    ]
  }
]
