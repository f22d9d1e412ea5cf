/**
 * Everything that `check` explores: a model, what is promised in it, and how its traces are told.
 *
 * @module
 */
import { type Bounds, nameOf } from "../models/dledger/models.ts"
import { type ReleasedBounds, releasedNameOf } from "../models/dledger-released/models.ts"
import { type ServiceBounds, serviceBounds, serviceNameOf, serviceOptionsOf } from "../models/dledger/service-models.ts"
import { consumersNameOf } from "../models/consumers/models.ts"
import type { ConsumerMachine } from "../models/world/client.ts"
import type { AnyModel } from "../models/engine/model.ts"
import type { ModelReference } from "../models/engine/team-control.ts"
import { nodeNames } from "../models/world/group.ts"
import { mastersNameOf } from "../models/masters/models.ts"
import { serviceModel } from "../models/world/service.ts"
import { aloneSuites } from "./alone/suites.ts"
import { consumersModelOf, consumersSuites } from "./consumers/suites.ts"
import type { Promised } from "./declare.ts"
import type { BrokerMachine } from "../models/world/node.ts"
import { modelOf, models } from "./dledger/suites.ts"
import { mastersModelOf, mastersSuites } from "./masters/suites.ts"
import { releasedModelOf, releasedModels } from "./dledger-released/suites.ts"
import { laterBounds, laterNameOf } from "../models/later/models.ts"
import { laterModel } from "../models/world/later.ts"
import { laterPropertiesOf } from "./later/later.ts"
import { popNameOf } from "../models/pop/models.ts"
import { popModelOf, popSuites } from "./pop/suites.ts"
import { type Mode, modes } from "../spec/modes/index.ts"
import type { producer } from "../spec/client/producer/index.ts"
import type { nameServer } from "../spec/name-server/index.ts"
import * as service from "./service/properties.ts"
import * as routes from "./service/routes.ts"
import * as tables from "./service/tables.ts"
import { brokersView } from "./telling/brokers-view.ts"
import { consumersView } from "./telling/consumers-view.ts"
import { groupView } from "./telling/group-view.ts"
import { laterView } from "./telling/later-view.ts"
import { popView } from "./telling/pop-view.ts"
import { type ServiceLayout, serviceView } from "./telling/service-view.ts"
import type { View } from "./telling/view.ts"

export type { Promised } from "./declare.ts"

/** Machines of others than brokers, where a model has them. */
export interface OtherMachines {
  readonly nameServer?: typeof nameServer
  readonly producer?: typeof producer
  readonly consumer?: ConsumerMachine
}

export interface Suite {
  readonly name: string
  /** `own`: a model of somebody's own, of a file. */
  readonly mode: Mode | "own"
  readonly topic: string
  readonly about: string
  readonly deep: boolean
  /** Too large to be exhausted: explored for so many seconds. */
  readonly seconds?: number
  readonly bounds: object
  /** Of somebody's own model: the file that exports it, and how another thread gets it from there. */
  readonly file?: string
  readonly reference?: ModelReference
  readonly model: () => AnyModel
  /** The same world and the same properties around another machine of the brokers, and of others where they have any; absent where nobody has asked for it yet. */
  readonly modelWith?: (machine: BrokerMachine, others?: OtherMachines) => AnyModel
  readonly properties: readonly Promised[]
  /** How its states and moves are told; see `telling/`. */
  readonly view: View
}

export const servicePropertiesOf = ({ terms, consumes, members, messages, nameServers, crashes, faults = {}, timers = [] }: ServiceBounds): readonly service.ServiceDeclared[] => [
  service.routeOneMaster,
  service.routeNotOlder,
  service.noUnregisterOfLive,
  tables.tablesAgree,
  ...(timers.includes("BrokerExpired") ? [tables.silentIsDropped] : []),
  ...(messages > 0 ? [tables.failedIsNowhere, tables.triesAreCounted] : []),
  ...(members === undefined ? [service.onlyLeaderRegisters, service.ackIsKept] : [routes.routeAsTold]),
  ...(timers.includes("BrokerExpired") ? [routes.routesConverge] : []),
  ...(faults.nameServerCrash ? [routes.restartForgets] : []),
  ...(faults.nameServerKill ? [routes.thirdIsEnough] : []),
  ...(faults.wipeWritePerm ? [routes.staysWiped, routes.wipedThenElsewhere] : []),
  ...(messages > 1 && members !== undefined && members.length > 1 ? [routes.retryElsewhere, routes.spreadOverMasters] : []),
  ...(messages > 0 && members !== undefined && faults.kill ? [routes.othersGoOn] : []),
  ...(messages > 0 ? [service.ackedThroughRoute, service.duplicate] : []),
  ...(consumes ? [service.consumedWasCommitted, service.consumedInOrder, service.consumed] : []),
  ...(terms > 1 ? [service.deposedStillMaster] : []),
  ...(messages > 0 && terms > 1 && crashes > 0 ? [service.ackedAfterFailover] : []),
  ...(nameServers > 1 ? [service.nameServersDisagree] : [])
]

export const serviceLayoutOf = ({ members, nodes, nameServers, consumes }: ServiceBounds): ServiceLayout => ({ brokers: members?.map(({ name }) => name) ?? nodeNames(nodes), nameServers, elects: members === undefined, consumes })

const ofGroup =
  <B extends Bounds>(nameOf: (bounds: B) => string, topicOf: (bounds: B) => string) =>
  ({ bounds, model, properties }: { readonly bounds: B; readonly model: () => AnyModel; readonly properties: readonly Promised[] }): Suite => ({
    name: nameOf(bounds),
    mode: "dledger",
    topic: topicOf(bounds),
    about: bounds.about,
    deep: bounds.deep === true,
    ...(bounds.seconds === undefined ? {} : { seconds: bounds.seconds }),
    bounds,
    model,
    properties,
    view: groupView(nodeNames(bounds.nodes))
  })

export const suites: readonly Suite[] = [
  ...models.map((each): Suite => ({ ...ofGroup(nameOf, ({ topic }: Bounds) => topic)(each), modelWith: (machine) => modelOf(each.bounds, machine) })),
  ...releasedModels.map((each): Suite => ({ ...ofGroup(releasedNameOf, ({ version, topic }: ReleasedBounds) => `dledger-${version}/${topic}`)(each), modelWith: (machine) => releasedModelOf(each.bounds, machine) })),
  ...serviceBounds.map((bounds): Suite => {
    const properties = servicePropertiesOf(bounds)
    const { mode = "dledger" } = bounds
    const modelWith = (machine: BrokerMachine = modes[mode], others: OtherMachines = {}) =>
      serviceModel({ ...serviceOptionsOf(bounds), machine, ...(others.nameServer && { nameServerMachine: others.nameServer }), ...(others.producer && { producerMachine: others.producer }), name: serviceNameOf(bounds), properties }) as AnyModel
    const model = () => modelWith()
    return { name: serviceNameOf(bounds), mode, topic: bounds.mode === undefined ? bounds.topic : `${mode}/${bounds.topic}`, about: bounds.about, deep: bounds.deep === true, bounds, model, modelWith, properties, view: serviceView(serviceLayoutOf(bounds)) }
  }),
  ...laterBounds.map((bounds): Suite => {
    const { topic, about } = bounds
    const properties = laterPropertiesOf(topic)
    const name = laterNameOf(bounds)
    const modelWith = (machine: BrokerMachine = modes["multi-master"]) => laterModel({ ...bounds, name, machine, properties: properties.map((property) => property(bounds)) }) as unknown as AnyModel
    return { name, mode: "multi-master", topic: `later/${topic}`, about, deep: false, bounds, model: () => modelWith(), modelWith, properties, view: laterView }
  }),
  ...popSuites.map((suite): Suite => {
    const { bounds, properties } = suite
    const modelWith = (machine?: BrokerMachine) => popModelOf(suite, machine) as AnyModel
    const topic = `pop/${bounds.mode === "multi-master" ? "" : `${bounds.mode}-`}${bounds.topic}`
    return { name: popNameOf(bounds), mode: bounds.mode, topic, about: bounds.about, deep: bounds.deep === true, bounds, model: () => modelWith(), modelWith, properties, view: popView(bounds.members.map(({ name }) => name)) }
  }),
  ...mastersSuites.map((suite): Suite => {
    const { bounds, properties } = suite
    const model = () => mastersModelOf(suite) as AnyModel
    return { name: mastersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, deep: bounds.deep === true, bounds, model, modelWith: (machine) => mastersModelOf(suite, machine) as AnyModel, properties, view: brokersView(bounds.members.map((member) => member.name)) }
  }),
  ...consumersSuites.map((suite): Suite => {
    const { bounds, properties } = suite
    const modelWith = (machine?: BrokerMachine, { consumer }: OtherMachines = {}) => consumersModelOf(suite, machine, consumer) as AnyModel
    return { name: consumersNameOf(bounds), mode: bounds.mode, topic: `${bounds.mode}/${bounds.topic}`, about: bounds.about, deep: bounds.deep === true, bounds, model: () => modelWith(), modelWith, properties, view: consumersView(bounds.members.map(({ name }) => name), bounds.clients) }
  }),
  ...aloneSuites
]

/** The model of this topic, as `dledger/replication` or `sync-double-write/crash`; the first where several have it. */
export const suiteOf = (topic: string): Suite => {
  const found = suites.find((suite) => suite.topic === topic || `dledger/${suite.topic}` === topic) ?? suites.find((suite) => suite.name.startsWith(topic))
  if (found === undefined) throw new Error(`no model "${topic}"; there are: ${suites.map(({ name }) => name).join(", ")}`)
  return found
}

/** The model of the suite of this name, for threads that make it anew. */
export const modelOfSuite = (name: string): AnyModel => {
  const suite = suites.find((known) => known.name === name)
  if (suite === undefined) throw new Error(`there is no model "${name}"`)
  return suite.model()
}
