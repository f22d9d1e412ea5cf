/**
 * Historical bugs of routes: what a NameServer forgets, what brokers tell it, and where producers turn.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { producer } from "../../spec/client/producer/index.ts"
import type { Producer } from "../../spec/client/producer/state.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import { chain } from "../../spec/machine.ts"
import { registerAs, MASTER_ID } from "../../spec/registration/register.ts"
import { PERM_WRITE } from "../../spec/vocabulary.ts"
import { changeRule } from "./change-rule.ts"
import { type Mutant, withRule } from "./mutant.ts"

/** In these models a broker's channel is its address, and behind a slash its life. */
const addressOf = (channel: string): string => channel.split("/")[0] as string

/** Where the last try went is forgotten. */
const forgetful = (self: Producer): Producer => ({ ...self, sends: self.sends.map((send) => (send.to === null ? send : { ...send, to: { ...send.to, brokerName: "" } })) })

export const nameServerMutants: readonly Mutant[] = [
  {
    id: "stale-unregister-removes-live",
    rule: "The end of a connection removes the broker at its address, though it has registered again since.",
    seen: "rocketmq #5374, #5375, #11043",
    property: "S27 NoUnregisterOfLive",
    model: "dledger/registration",
    machine: dledger,
    nameServer: changeRule(nameServer, "ChannelClosed", (self, event, original) => {
      const address = addressOf(event.channel)
      const live = HashMap.get(self.brokerLiveTable, address)
      return original(live._tag === "None" ? self : { ...self, brokerLiveTable: HashMap.set(self.brokerLiveTable, address, { ...live.value, channel: event.channel }) }, event)
    })
  },
  {
    id: "default-broker-id-zero",
    rule: "A broker that starts registers at once, as master, before it knows its role.",
    seen: "rocketmq #1464",
    property: "S26 OnlyLeaderRegisters",
    model: "dledger/registration",
    machine: withRule("Recovered", (self, event, rule) => chain(self, (me) => rule(me, event), (me) => registerAs(me, MASTER_ID)))
  },
  {
    id: "slave-cannot-republish-topics",
    rule: "A NameServer takes topics from masters alone: one that has started again hides what a slave could serve while its master is away.",
    seen: "rocketmq #3003 (RouteInfoManager.registerBroker of 4.9)",
    property: "L7 RouteConverges",
    model: "async-replication/routes",
    machine: asyncReplication,
    nameServer: changeRule(nameServer, "RegisterBroker", (self, event, original) => original(self, event.brokerId === MASTER_ID ? event : { ...event, topics: [] }))
  },
  {
    id: "registers-once",
    rule: "A broker makes itself known once, and not again.",
    seen: "what BrokerController.registerBrokerAll on a timer is for",
    property: "L7 RouteConverges",
    model: "multi-master/routes",
    machine: withRule(
      "RegisterTimeout",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.filter(({ _tag }) => _tag !== "ArmTimer")]
      },
      multiMaster
    )
  },
  {
    id: "silent-broker-stays",
    rule: "A NameServer waits for the end of a connection, and never looks whether a broker is silent.",
    seen: "what RouteInfoManager.scanNotActiveBroker is for",
    property: "L7 RouteConverges",
    model: "multi-master/routes",
    machine: multiMaster,
    nameServer: changeRule(nameServer, "BrokerExpired", (self) => [self, []])
  },
  {
    id: "registration-restores-writing",
    rule: "Every registration publishes a broker's permissions anew, those that an operator took away included.",
    seen: "RouteInfoManager.registerBroker creates queue data anew when the DataVersion moves",
    property: "B2 WipedStaysWiped",
    model: "multi-master/write-permission",
    machine: multiMaster,
    nameServer: changeRule(nameServer, "RegisterBroker", (self, event, original) => original({ ...self, topicQueueTable: HashMap.empty() }, event))
  },
  {
    id: "producer-ignores-permission",
    rule: "A producer takes every queue of a route for writable.",
    seen: "PermName.isWriteable in topicRouteData2TopicPublishInfo, left out",
    property: "A4 RouteAsTold",
    model: "multi-master/write-permission",
    machine: multiMaster,
    producer: changeRule(producer, "RouteReply", (self, event, original) =>
      original(self, event.route === null ? event : { ...event, route: { ...event.route, queueDatas: event.route.queueDatas.map((queue) => ({ ...queue, perm: queue.perm | PERM_WRITE })) } })
    )
  },
  {
    id: "retry-at-the-same-broker",
    rule: "A try that had no answer is followed by the next queue in turn, whoever has that: the broker that has just failed, perhaps.",
    seen: "lastBrokerName in DefaultMQProducerImpl.selectOneMessageQueue, left out",
    property: "A4 RetryElsewhere",
    model: "multi-master/spread",
    machine: multiMaster,
    producer: changeRule(producer, "SendTimeout", (self, event, original) => original(forgetful(self), event))
  }
]
