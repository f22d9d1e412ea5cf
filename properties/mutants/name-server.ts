/**
 * Historical bugs of routes: what a NameServer forgets, and what brokers tell it.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { dledger } from "../../spec/modes/dledger.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { EventOf as NameServerEventOf } from "../../spec/name-server/events.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import { chain } from "../../spec/machine.ts"
import { registerAs, MASTER_ID } from "../../spec/registration/register.ts"
import { type Mutant, withRule } from "./mutant.ts"

/** In these models a broker's channel is its address, and behind a slash its life. */
const addressOf = (channel: string): string => channel.split("/")[0] as string

const original = nameServer.rules.ChannelClosed

export const nameServerMutants: readonly Mutant[] = [
  {
    id: "stale-unregister-removes-live",
    rule: "The end of a connection removes the broker at its address, though it has registered again since.",
    seen: "rocketmq #5374, #5375, #11043",
    property: "S27 NoUnregisterOfLive",
    model: "dledger/registration",
    machine: dledger,
    nameServer: {
      ...nameServer,
      rules: {
        ...nameServer.rules,
        ChannelClosed: Object.assign(
          (self: NameServer, event: NameServerEventOf<"ChannelClosed">) => {
            const address = addressOf(event.channel)
            const live = HashMap.get(self.brokerLiveTable, address)
            return original(live._tag === "None" ? self : { ...self, brokerLiveTable: HashMap.set(self.brokerLiveTable, address, { ...live.value, channel: event.channel }) }, event)
          },
          { event: original.event, verdict: original.verdict }
        )
      }
    }
  },
  {
    id: "default-broker-id-zero",
    rule: "A broker that starts registers at once, as master, before it knows its role.",
    seen: "rocketmq #1464",
    property: "S26 OnlyLeaderRegisters",
    model: "dledger/registration",
    machine: withRule("Recovered", (self, event, rule) => chain(self, (me) => rule(me, event), (me) => registerAs(me, MASTER_ID)))
  }
]
