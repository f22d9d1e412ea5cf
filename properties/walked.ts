/**
 * What `simulate` walks through: worlds that are too large to be exhausted, with every promise that holds in worlds of their
 * kind.
 *
 * @module
 */
import { wideConsumers } from "../models/consumers/wide.ts"
import { consumersNameOf } from "../models/consumers/models.ts"
import { nameOf, wide } from "../models/dledger/models.ts"
import { serviceNameOf, serviceOptionsOf, wideService } from "../models/dledger/service-models.ts"
import type { AnyModel } from "../models/engine/model.ts"
import { mastersNameOf } from "../models/masters/models.ts"
import { wideMasters } from "../models/masters/wide.ts"
import { nodeNames } from "../models/world/group.ts"
import type { BrokerMachine } from "../models/world/node.ts"
import { serviceModel } from "../models/world/service.ts"
import { modes } from "../spec/modes/index.ts"
import { consumersModelOf, wideConsumersProperties } from "./consumers/suites.ts"
import { modelOf, propertiesOf } from "./dledger/suites.ts"
import { mastersModelOf, widePropertiesOf } from "./masters/suites.ts"
import { type OtherMachines, serviceLayoutOf, servicePropertiesOf, type Suite } from "./suites.ts"
import { brokersView } from "./telling/brokers-view.ts"
import { consumersView } from "./telling/consumers-view.ts"
import { groupView } from "./telling/group-view.ts"
import { serviceView } from "./telling/service-view.ts"

const rest = { deep: false } as const

/** Only promises and what must be seen on the way: what comes about in the end needs every state. */
export const walked: readonly Suite[] = [
  ...wide.map((bounds): Suite => {
    const properties = propertiesOf(bounds)
    const modelWith = (machine?: BrokerMachine) => modelOf(bounds, machine)
    return { ...rest, name: nameOf(bounds), mode: "dledger", topic: bounds.topic, about: bounds.about, bounds, model: () => modelWith(), modelWith, properties, view: groupView(nodeNames(bounds.nodes)) }
  }),
  ...wideService.map((bounds): Suite => {
    const properties = servicePropertiesOf(bounds)
    const modelWith = (machine: BrokerMachine = modes[bounds.mode ?? "dledger"], others: OtherMachines = {}) =>
      serviceModel({ ...serviceOptionsOf(bounds), machine, ...(others.nameServer && { nameServerMachine: others.nameServer }), ...(others.producer && { producerMachine: others.producer }), name: serviceNameOf(bounds), properties }) as AnyModel
    return { ...rest, name: serviceNameOf(bounds), mode: bounds.mode ?? "dledger", topic: bounds.topic, about: bounds.about, bounds, model: () => modelWith(), modelWith, properties, view: serviceView(serviceLayoutOf(bounds)) }
  }),
  ...wideMasters.map((bounds): Suite => {
    const suite = { bounds, properties: widePropertiesOf(bounds) }
    const modelWith = (machine?: BrokerMachine) => mastersModelOf(suite, machine) as AnyModel
    return { ...rest, name: mastersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, bounds, model: () => modelWith(), modelWith, properties: suite.properties, view: brokersView(bounds.members.map(({ name }) => name)) }
  }),
  ...wideConsumers.map((bounds): Suite => {
    const suite = { bounds, properties: wideConsumersProperties }
    const modelWith = (machine?: BrokerMachine, { consumer }: OtherMachines = {}) => consumersModelOf(suite, machine, consumer) as AnyModel
    return { ...rest, name: consumersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, bounds, model: () => modelWith(), modelWith, properties: suite.properties, view: consumersView(bounds.members.map(({ name }) => name), bounds.clients) }
  })
]
