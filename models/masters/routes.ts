/**
 * Models of the client's view of brokers with fixed roles (modes 1 to 3): their NameServers come and go, and producers follow.
 *
 * @module
 */
import type { ServiceBounds } from "../dledger/service-models.ts"
import type { Member } from "../world/member.ts"
import { MASTER, OTHER_MASTER, SLAVE } from "./models.ts"

const withRoles = (...members: readonly Member[]) => ({ members, nodes: members.length, terms: 0, standing: [], consumes: false })

const oneMaster = withRoles(MASTER)
const twoMasters = withRoles(MASTER, OTHER_MASTER)
const masterAndSlave = withRoles(MASTER, SLAVE)

const timers = ["RegisterTimeout", "BrokerExpired"] as const

export const routeBounds: readonly ServiceBounds[] = [
  {
    mode: "multi-master",
    topic: "routes",
    about: "a NameServer starts again with empty tables, and a master dies: in the end it names the living ones, and producers know",
    ...twoMasters,
    nameServers: 1,
    messages: 0,
    inFlight: 2,
    crashes: 0,
    faults: { kill: 1, nameServerCrash: 1 },
    timers
  },
  {
    mode: "multi-master",
    topic: "spread",
    about: "a producer sends to all masters in turn, and leaves out one that has died",
    ...twoMasters,
    nameServers: 1,
    messages: 2,
    inFlight: 2,
    crashes: 0,
    faults: { kill: 1 },
    timers: ["RegisterTimeout"]
  },
  {
    mode: "multi-master",
    topic: "write-permission",
    about: "an operator takes a master off writing: producers turn to the other one, however often it registers",
    ...twoMasters,
    nameServers: 1,
    messages: 1,
    inFlight: 2,
    crashes: 0,
    faults: { wipeWritePerm: 1 },
    timers: ["RegisterTimeout"]
  },
  {
    mode: "multi-master",
    topic: "three-name-servers",
    about: "two of three NameServers die: the third is enough",
    ...oneMaster,
    nameServers: 3,
    messages: 1,
    inFlight: 3,
    crashes: 0,
    faults: { nameServerKill: 2 },
    timers: ["RegisterTimeout"]
  },
  {
    mode: "async-replication",
    topic: "routes",
    about: "the master dies, and a NameServer starts again with empty tables: in the end it names the slave, and its queues",
    ...masterAndSlave,
    nameServers: 1,
    messages: 0,
    inFlight: 2,
    crashes: 0,
    faults: { kill: 1, nameServerCrash: 1 },
    timers
  }
]
