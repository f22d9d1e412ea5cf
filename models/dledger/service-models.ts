/**
 * Models of the client's view: a group, its NameServers, a producer and a consumer.
 *
 * @module
 */
import { dledger } from "../../spec/modes/dledger.ts"
import type { ServiceOptions } from "../world/service.ts"

export type ServiceBounds = Omit<ServiceOptions, "properties" | "machine" | "name"> & {
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
  }
]

export const serviceNameOf = ({ topic, nodes, terms, nameServers, messages, inFlight, crashes }: ServiceBounds): string =>
  `dledger/${topic}-${nodes}n-${terms}t-${nameServers}ns-${messages}m-${inFlight}net-lossy-${crashes}crash`

export const serviceOptionsOf = ({ topic: _topic, about: _about, deep: _deep, ...rest }: ServiceBounds): Omit<ServiceOptions, "properties" | "name"> => ({
  ...rest,
  machine: dledger
})
