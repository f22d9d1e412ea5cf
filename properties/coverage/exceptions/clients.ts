/**
 * What the worlds with NameServers and clients leave out.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const ofClients: readonly Exceptions[] = [
  {
    because: "A broker leaves in order, or an older registration overtakes a newer one: in the models brokers crash, and the small ones register in one term.",
    of: [
      {
        rule: "name-server RegisterBroker",
        test: "spec/name-server/rules/register-broker.test.ts",
        verdicts: {
          "older than its own": "RegisterBroker > older than its own: a late registration does not undo the role that came after it",
          "older than the holder's": "RegisterBroker > older than the holder's: a deposed leader does not hide its successor (S26)"
        }
      },
      {
        rule: "name-server UnregisterBroker",
        test: "spec/name-server/rules/unregister-broker.test.ts",
        verdicts: {
          "not under that id": "UnregisterBroker > not under that id: a new master stays when the old one leaves (S27)",
          "registered over another channel": "UnregisterBroker > registered over another channel: a late unregister does not remove the broker's next life (S27)",
          leaves: "UnregisterBroker > leaves: the last address takes its queues along"
        }
      },
      { rule: "name-server BrokerExpired", test: "spec/name-server/rules/broker-expired.test.ts", verdicts: { unknown: "BrokerExpired > unknown: nothing happens" } }
    ]
  },
  {
    because: "The models' consumers process later than they fetch, and one after the other; where nothing is committed there is nothing to begin with.",
    of: [
      {
        rule: "consumer OffsetReply",
        test: "spec/client/consumer/rules/offset-reply.test.ts",
        verdicts: {
          "has not begun": "OffsetReply > has not begun: pulls from the first message, and commits nothing yet",
          refused: "OffsetReply > refused: a failure is no answer, it is asked again later (#2708)"
        }
      },
      { rule: "consumer PullReply", test: "spec/client/consumer/rules/pull-reply.test.ts", verdicts: { found: "PullReply > found: consumed, then the progress goes with the next pull" } },
      { rule: "consumer ChannelClosed", test: "spec/client/consumer/rules/channel-closed.test.ts", verdicts: { "the NameServer asked": "ChannelClosed > the NameServer asked: the next one is, until none is left" } },
      {
        rule: "consumer ConsumeMessage",
        test: "spec/client/consumer/rules/consume-message.test.ts",
        verdicts: {
          "not here": "ConsumeMessage > not here: nothing happens",
          "not its turn": "ConsumeMessage > not its turn: nothing happens"
        }
      }
    ]
  },
  {
    because: "The models with a producer of their own have no slaves that lag, and it asks a leader: masters' statuses are checked in models whose producers are the world's.",
    of: [
      {
        rule: "producer SendReply",
        test: "spec/client/producer/rules/send-reply.test.ts",
        verdicts: {
          "stored, not acked": "SendReply > stored, not acked: FLUSH_DISK_TIMEOUT is not SEND_OK (D3)",
          "stored, not acked: tries again": "SendReply > stored, not acked: tries again, if the application wants it; the status is the outcome when no try does better",
          refused: "SendReply > refused: no try is left, SERVICE_NOT_AVAILABLE means UNKNOWN"
        }
      }
    ]
  }
]
