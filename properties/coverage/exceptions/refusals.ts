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
      {
        rule: "brokers SendMessage",
        test: "spec/serving/rules/send-message.test.ts",
        verdicts: {
          "body too large": "body too large: the limit itself is allowed",
          "properties too large": "properties too large: the limit itself is allowed",
          "illegal topic": "illegal topic: \"\" is not created, nor written",
          "reserved topic": "reserved topic: SCHEDULE_TOPIC_XXXX is written by the broker alone",
          "no such topic": "no such topic: refused where topics are not created by sends",
          "not writable": "not writable: a topic without write permission",
          "no such queue": "no such queue: beyond both the read and the write queues"
        }
      },
      {
        rule: "brokers ConsumerSendMsgBack",
        test: "spec/serving/rules/consumer-send-msg-back.test.ts",
        verdicts: {
          "illegal group": "illegal group: its topics could not be written",
          "not wanted again": "not wanted again: a group without retry queues",
          "not writable": "not writable: a retry topic without write permission",
          "no such message": "no such message: none at that place, or one that is not readable yet",
          "properties too large": "properties too large: they would not fit with what is added"
        }
      },
      {
        rule: "brokers PullMessage",
        test: "spec/serving/rules/pull-message.test.ts",
        verdicts: {
          "group not permitted": "group not permitted: an operator has said that it may not consume",
          "no such topic": "no such topic",
          "not readable": "not readable: a topic without read permission",
          "no such queue": "no such queue: -1 is not one of the read queues",
          "before the first": "before the first: is told where the queue begins"
        }
      },
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "no such topic": "no such topic: ends at 0 too, as on the real broker" } }
    ]
  },
  {
    because: "A refusal when too many requests wait; the models have fewer than any limit.",
    of: [
      { rule: "brokers SendMessage", test: "spec/serving/rules/send-message.test.ts", verdicts: { "too many pending": "too many pending: takes no more than maxPendingRequestsNum" } },
      { rule: "brokers ConsumerSendMsgBack", test: "spec/serving/rules/consumer-send-msg-back.test.ts", verdicts: { "too many pending": "too many pending: takes no more than maxPendingRequestsNum" } },
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "too many pending": "too many pending: a leader that is cut off must not collect them for ever" } },
      { rule: "brokers EndTransaction", test: "spec/transaction/rules/end-transaction.test.ts", verdicts: { "too many pending": "too many pending: takes no more than maxPendingRequestsNum" } }
    ]
  },
  {
    because: "A refusal by who is not the master; in the models this is asked of masters alone.",
    of: [
      { rule: "brokers ConsumerSendMsgBack", test: "spec/serving/rules/consumer-send-msg-back.test.ts", verdicts: { "not here": "not here: a follower names its leader" } },
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "not here": "not here: a follower, a candidate, and a leader that has committed nothing of its own term" } },
      { rule: "brokers ResetOffset", test: "spec/serving/rules/reset-offset.test.ts", verdicts: { "not here": "not here: only the keeper of offsets resets them" } },
      { rule: "brokers UpdateAndCreateTopic", test: "spec/serving/rules/update-and-create-topic.test.ts", verdicts: { "not here": "not here: only the master keeps topics" } },
      { rule: "brokers DeleteTopic", test: "spec/serving/rules/delete-topic.test.ts", verdicts: { "not here": "not here: only the master keeps topics" } },
      { rule: "brokers UpdateAndCreateSubscriptionGroup", test: "spec/serving/rules/update-and-create-subscription-group.test.ts", verdicts: { "not here": "not here: only the master keeps groups" } },
      { rule: "brokers DeleteSubscriptionGroup", test: "spec/serving/rules/delete-subscription-group.test.ts", verdicts: { "not here": "not here: only the master keeps groups" } },
      { rule: "brokers MetadataTimeout", test: "spec/metadata/rules/metadata-timeout.test.ts", verdicts: { "does not keep it": "does not keep it: a follower sends nothing" } },
      { rule: "brokers DelayTimeout", test: "spec/schedule/rules/delay-timeout.test.ts", verdicts: { "not here": "not here: another broker is the master by now" } },
      { rule: "brokers EndTransaction", test: "spec/transaction/rules/end-transaction.test.ts", verdicts: { "not here": "not here: a follower names its leader" } },
      { rule: "brokers TransactionTimeout", test: "spec/transaction/rules/transaction-timeout.test.ts", verdicts: { "not here": "not here: another broker asks" } }
    ]
  },
  {
    because: "A broker whose disk failed refuses, and the worlds leave out what is refused and changes nothing: its producer tries again.",
    of: [
      { rule: "brokers SendMessage", test: "spec/serving/rules/send-message.test.ts", verdicts: { "disk failed": "disk failed: stores nothing" } },
      { rule: "brokers ConsumerSendMsgBack", test: "spec/serving/rules/consumer-send-msg-back.test.ts", verdicts: { "disk failed": "disk failed: stores nothing" } },
      { rule: "brokers EndTransaction", test: "spec/transaction/rules/end-transaction.test.ts", verdicts: { "disk failed": "disk failed: ends nothing" } }
    ]
  },
  {
    because: "Consumers of old write what they send back themselves, to the retry topic; in the models they ask the broker to (ConsumerSendMsgBack).",
    of: [
      { rule: "brokers SendMessage", test: "spec/serving/rules/send-message.test.ts", verdicts: { "accepted, dead letter": "accepted, dead letter: what a consumer sent to its retry topic often enough" } }
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
