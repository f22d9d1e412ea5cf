/**
 * Models of the client's view: brokers, their NameServers, a producer and a consumer.
 *
 * @module
 */
import { type Mode, modes } from "../../spec/modes/index.ts"
import { routeBounds } from "../masters/routes.ts"
import type { ServiceOptions } from "../world/service.ts"

export type ServiceBounds = Omit<ServiceOptions, "properties" | "machine" | "name"> & {
  /** Absent: `dledger`. */
  readonly mode?: Mode
  readonly topic: string
  readonly about: string
  readonly deep?: boolean
}

export const serviceBounds: readonly ServiceBounds[] = [
  {
    topic: "failover",
    about: "a producer finds the new leader through the NameServer after a crash",
    nodes: 3,
    terms: 2,
    standing: [0, 1],
    nameServers: 1,
    messages: 1,
    inFlight: 2,
    crashes: 1,
    consumes: false
  },
  {
    topic: "registration",
    about: "a broker crashes and comes back: the end of its old connection is heard late",
    deep: true,
    nodes: 3,
    terms: 2,
    standing: [0],
    nameServers: 1,
    messages: 0,
    inFlight: 4,
    crashes: 1,
    consumes: false
  },
  {
    topic: "consumption",
    about: "a message travels from a producer to a consumer",
    nodes: 3,
    terms: 1,
    standing: [0],
    nameServers: 1,
    messages: 1,
    inFlight: 2,
    crashes: 0,
    consumes: true
  },
  {
    topic: "two-name-servers",
    about: "NameServers that know nothing of each other, and a producer that asks one after the other",
    nodes: 3,
    terms: 1,
    standing: [0],
    nameServers: 2,
    messages: 1,
    inFlight: 3,
    crashes: 1,
    consumes: false
  },
  {
    topic: "routes",
    about: "a NameServer starts again with empty tables: in the end it knows who leads, and who follows",
    nodes: 3,
    terms: 1,
    standing: [0],
    nameServers: 1,
    messages: 0,
    inFlight: 2,
    crashes: 0,
    faults: { nameServerCrash: 1 },
    timers: ["RegisterTimeout", "HeartbeatTimeout", "BrokerExpired"],
    consumes: false
  },
  ...routeBounds
]

/** Beyond what can be exhausted. For seeded walks. */
export const wideService: readonly ServiceBounds[] = [
  {
    topic: "wide-service",
    about: "five nodes, three NameServers, a producer and a consumer: leaders crash, NameServers restart and die",
    nodes: 5,
    terms: 8,
    standing: [0, 1, 2, 3, 4],
    nameServers: 3,
    messages: 10,
    inFlight: 16,
    crashes: 10,
    faults: { nameServerCrash: 8, nameServerKill: 2 },
    consumes: true
  }
]

export const serviceNameOf = ({ mode = "dledger", topic, members, nodes, terms, nameServers, messages, inFlight, crashes, faults = {} }: ServiceBounds): string => {
  const brokers = members === undefined ? [`${nodes}n`, `${terms}t`] : [`${members.filter(({ role }) => role === "master").length}master`, `${members.filter(({ role }) => role === "slave").length}slave`]
  return [`${mode}/${topic}`, ...brokers, `${nameServers}ns`, `${messages}m`, `${inFlight}net`, "lossy", `${crashes}crash`, ...Object.entries(faults).map(([kind, n]) => `${n}${kind}`)].join("-")
}

export const serviceOptionsOf = ({ mode, topic: _topic, about: _about, deep: _deep, ...rest }: ServiceBounds): Omit<ServiceOptions, "properties" | "name"> => ({
  ...rest,
  machine: modes[mode ?? "dledger"]
})
