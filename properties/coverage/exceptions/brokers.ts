/**
 * What the worlds of brokers and consumers leave out.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const ofBrokers: readonly Exceptions[] = [
  {
    because: "No pull in the models waits, and each takes every message: long polling and filters are checked rule by rule, and against live brokers.",
    of: [
      {
        rule: "brokers PullMessage",
        test: "spec/serving/rules/pull-message.test.ts",
        verdicts: {
          "no filter by expressions": "no filter by expressions: the broker was told not to look at properties",
          "no expression": "no expression: the pull's own, or its group's",
          waits: "waits: as long as its client does"
        }
      },
      {
        rule: "brokers QueueRead",
        test: "spec/serving/rules/queue-read.test.ts",
        verdicts: {
          "nobody waits": "nobody waits: the pull is over",
          "nothing found": "nothing found: the client asks again from where it was",
          "none wanted, waits on": "none wanted, waits on: behind those that it does not want",
          "none wanted": "none wanted: there is more, so the client asks on behind them"
        }
      },
      { rule: "brokers HoldTimeout", test: "spec/serving/rules/hold-timeout.test.ts", verdicts: { "answered before": "answered before: nothing to tell", held: "held: is told that nothing has come" } }
    ]
  },
  {
    because: "The models begin with what the group knows: their topics are on every disk, and the progress of their group.",
    of: [
      { rule: "brokers SendMessage", test: "spec/serving/rules/send-message.test.ts", verdicts: { "accepted, topic created": "accepted, topic created: kept, copied and published before the message is written" } },
      { rule: "brokers QueryConsumerOffset", test: "spec/serving/rules/query-consumer-offset.test.ts", verdicts: { "young queue": "young queue: a group without progress starts at the first message" } }
    ]
  },
  {
    because: "The world tells consumers itself who is in their group, always truly, and whenever that changes: they are neither told late nor twice.",
    of: [
      {
        rule: "brokers UnregisterClient",
        test: "spec/serving/rules/unregister-client.test.ts",
        verdicts: {
          leaves: "leaves: the group that it names, and those who stay are told",
          unknown: "unknown: one that is in no such group leaves all the same"
        }
      },
      { rule: "brokers ClientExpired", test: "spec/serving/rules/client-expired.test.ts", verdicts: { forgets: "forgets: the client in all its groups, and no other whose name begins like it" } },
      {
        rule: "brokers GetConsumerListByGroup",
        test: "spec/serving/rules/get-consumer-list-by-group.test.ts",
        verdicts: {
          nobody: "nobody: the group has no member here",
          members: "members: in the order that all of them see"
        }
      },
      {
        rule: "consumer ConsumerIdsChanged",
        test: "spec/client/consumer/rules/consumer-ids-changed.test.ts",
        verdicts: {
          alone: "ConsumerIdsChanged > alone: nothing happens",
          asks: "ConsumerIdsChanged > asks: at once",
          "asks once more": "ConsumerIdsChanged > asks once more: the answer that is under way may be older"
        }
      },
      {
        rule: "consumer ConsumerListReply",
        test: "spec/client/consumer/rules/consumer-list-reply.test.ts",
        verdicts: {
          "not asked": "ConsumerListReply > not asked: nothing happens",
          nobody: "ConsumerListReply > nobody: everything stays",
          outdated: "ConsumerListReply > outdated: the group has changed since it was asked for"
        }
      }
    ]
  },
  {
    because: "Transactions and delays are explored with one broker that always leads, and whose producers end what is theirs.",
    of: [
      { rule: "brokers DelayTimeout", test: "spec/schedule/rules/delay-timeout.test.ts", verdicts: { "not now": "not now: a leader that hands over looks again soon" } },
      {
        rule: "brokers DelayedRead",
        test: "spec/schedule/rules/delayed-read.test.ts",
        verdicts: {
          "of an earlier wait": "of an earlier wait: a follower",
          "goes nowhere": "goes nowhere: null is passed over, the next one waits"
        }
      },
      {
        rule: "brokers EndTransaction",
        test: "spec/transaction/rules/end-transaction.test.ts",
        verdicts: {
          undecided: "undecided: the half message waits on",
          "no such half message": "no such half message: nothing there",
          "of another group": "of another group: nobody ends another group's",
          "another half message": "another half message: the two places that the producer names are not of one message"
        }
      },
      {
        rule: "brokers TransactionTimeout",
        test: "spec/transaction/rules/transaction-timeout.test.ts",
        verdicts: {
          ended: "ended: its table entry is closed",
          "given up": "given up: a timer of before asks nobody",
          "not now": "not now: a leader that hands over gives up nothing"
        }
      }
    ]
  }
]
