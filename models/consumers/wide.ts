/**
 * Consumer groups beyond what can be exhausted. For seeded walks.
 *
 * @module
 */
import { MASTER, OTHER_MASTER, SLAVE } from "../masters/models.ts"
import type { ConsumersBounds } from "./models.ts"

export const wideConsumers: readonly ConsumersBounds[] = [
  {
    mode: "async-replication",
    topic: "wide-consumers",
    about: "three members divide the queues of two masters, one of which has a slave: everybody crashes",
    members: [MASTER, SLAVE, OTHER_MASTER],
    clients: ["c1", "c2", "c3"],
    messages: 10,
    stored: {},
    inFlight: 12,
    connections: 8,
    strikes: [
      { fault: "crash", at: "any", times: 10 },
      { fault: "crash", at: "consumer", times: 10 }
    ],
    config: { consumerFailoverToSlave: true, slaveReadEnable: true },
    consumer: { alone: false, consumerFailoverToSlave: true }
  }
]
